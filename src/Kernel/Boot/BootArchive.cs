using System;
using Verified.Kernel.Machine;
using Verified.Monitor;

namespace Verified.Kernel.Boot;

/// <summary>The boot archive: manifest, policy and guest images. What is wrong with it ends in one line.</summary>
internal static class BootArchive
{
    /// <summary>The name of the manifest in the archive.</summary>
    internal static ReadOnlySpan<byte> ManifestName => "manifest"u8;

    /// <summary>The name of the policy in the archive.</summary>
    internal static ReadOnlySpan<byte> PolicyName => "policy.bin"u8;

    /// <summary>Stops unless the whole archive can be read.</summary>
    internal static void Check()
    {
        ParseError error = NewcArchive.Check(ArchiveWindow.All, out int place);
        if (error == ParseError.None)
            return;
        Panic.Begin("boot archive"u8);
        Serial.Write("byte "u8);
        Serial.WriteDecimal((uint)place);
        Serial.Write(": "u8);
        Serial.Write(ParseErrorText.Of(error));
        Serial.WriteByte((byte)'\n');
        Panic.PowerOff(StopCode.Archive);
    }

    /// <summary>A file of the archive; stops when it is not there.</summary>
    internal static ArchiveEntry Get(ReadOnlySpan<byte> name, uint stopCode)
    {
        if (NewcArchive.TryFind(ArchiveWindow.All, name, out ArchiveEntry entry))
            return entry;
        Panic.Begin("boot archive"u8);
        Serial.Write("no file named "u8);
        Serial.Write(name);
        Serial.Write("; put it in\n"u8);
        Panic.PowerOff(stopCode);
        return entry;
    }

    /// <summary>Hands the policy to the reference monitor; stops when it does not take it.</summary>
    internal static void LoadPolicy()
    {
        ArchiveEntry policy = Get(PolicyName, StopCode.Policy);
        long result = Gate.LoadPolicy((uint)policy.Offset, (uint)policy.Length);
        if (result == PolicyError.None)
            return;

        Panic.Begin("boot archive: policy.bin"u8);
        Serial.Write(result == PolicyError.TooBig ? "beyond the limits of the hypervisor"u8 : "not a valid binary policy"u8);
        Serial.Write("; make it with: verified convert POLICY.xml --to binary -o policy.bin\n"u8);
        Panic.PowerOff(StopCode.Policy);
    }
}
