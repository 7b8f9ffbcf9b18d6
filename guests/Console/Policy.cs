using System;
using Verified.Kernel.Boot;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary>The policy in force, for the names in it: a file of the boot archive.</summary>
internal static class Policy
{
    // Where the file stands in the archive.
    private static int s_offset;
    private static int s_length;

    /// <summary>The whole file.</summary>
    internal static ReadOnlySpan<byte> File => Files.All.Slice(s_offset, s_length);

    /// <summary>The policy that the hypervisor booted with.</summary>
    internal static void Start() => Set("policy.bin"u8);

    /// <summary>Says that a file of the archive is in force now.</summary>
    internal static void Set(ReadOnlySpan<byte> name)
    {
        NewcArchive.TryFind(Files.All, name, out ArchiveEntry entry);
        s_offset = entry.Offset;
        s_length = entry.Length;
    }

    /// <summary>The ssidref of a VM label.</summary>
    internal static bool TryFind(ReadOnlySpan<byte> label, out uint ssidref) =>
        PolicyNames.TryFindRow(File, label, out ssidref) && ssidref < Layout.VmRows;

    /// <summary>Where the parts of the file are.</summary>
    internal static PolicyLayout Layout
    {
        get
        {
            PolicyLayout.Read(File, out PolicyLayout layout);
            return layout;
        }
    }

    /// <summary>Shows a label's name, or its number when the policy came without names.</summary>
    internal static void WriteLabel(uint ssidref)
    {
        if (PolicyNames.TryFindLabel(File, ssidref, out ReadOnlySpan<byte> name))
        {
            Screen.WriteSafely(name);
            return;
        }

        Screen.Write("ssidref "u8);
        Screen.Write(ssidref);
    }
}
