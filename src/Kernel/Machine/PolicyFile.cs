using System;
using Verified.Monitor;

namespace Verified.Kernel.Machine;

/// <summary>The file of the policy in force, for the names in it. No decision depends on them.</summary>
public static class PolicyFile
{
    /// <summary>The ssidref of a VM label, by its name.</summary>
    public static bool TryFindLabel(ReadOnlySpan<byte> name, out uint ssidref) =>
        PolicyNames.TryFindRow(Bytes, name, out ssidref) && ssidref < InForce.Policy(ref Areas.State.Monitor).LabelCount;

    /// <summary>Writes a label's name, or its number when the policy came without names.</summary>
    public static void WriteLabel(uint row)
    {
        if (PolicyNames.TryFindLabel(Bytes, row, out ReadOnlySpan<byte> name))
        {
            Serial.Write(name);
            return;
        }

        Serial.Write("ssidref "u8);
        Serial.WriteDecimal(row);
    }

    private static ReadOnlySpan<byte> Bytes => PolicyStore.InForce(ref Areas.State);
}
