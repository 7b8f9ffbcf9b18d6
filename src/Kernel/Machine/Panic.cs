using System;

namespace Verified.Kernel.Machine;

/// <summary>
/// Why the machine stopped. QEMU's isa-debug-exit turns value v into exit status 2v + 1.
/// </summary>
public static class StopCode
{
    /// <summary>All domains have shut down: status 33.</summary>
    public const uint Good = 0x10;

    /// <summary>No boot archive, or one that is not what it should be: status 67.</summary>
    public const uint Archive = 0x21;

    /// <summary>The manifest in the archive: status 69.</summary>
    public const uint Manifest = 0x22;

    /// <summary>The policy in the archive: status 71.</summary>
    public const uint Policy = 0x23;

    /// <summary>A guest image: status 73.</summary>
    public const uint GuestImage = 0x24;

    /// <summary>A processor or a boot loader that lacks what is needed: status 75.</summary>
    public const uint Hardware = 0x25;

    /// <summary>Too little memory: status 77.</summary>
    public const uint Memory = 0x26;

    /// <summary>A domain that the policy or the kernel refused to create at boot: status 79.</summary>
    public const uint Domain = 0x27;

    /// <summary>Nothing can run and nothing will ever wake: status 81.</summary>
    public const uint Stuck = 0x28;

    /// <summary>A domain was ended, or shut down for another reason than poweroff: status 83.</summary>
    public const uint GuestFailed = 0x29;

    /// <summary>A state that cannot be (a defect of the hypervisor): status 129.</summary>
    public const uint Impossible = 0x40;

    /// <summary>The processor raised an exception in the hypervisor (a defect): status 131.</summary>
    public const uint Exception = 0x41;

    /// <summary>A failed check of generated code (a defect): status 133.</summary>
    public const uint Check = 0x42;
}

/// <summary>The ways to stop: with a line that names the reason, and an exit status of its own.</summary>
public static class Panic
{
    private const uint DebugExitPort = 0xf4;

    /// <summary>Starts a panic's line: <c>panic: subject: </c>. The caller adds place and mend, then stops.</summary>
    public static void Begin(ReadOnlySpan<byte> subject)
    {
        GuestConsole.FinishLine();
        Serial.Write("panic: "u8);
        Serial.Write(subject);
        Serial.Write(": "u8);
    }

    /// <summary>Prints the line <c>panic: subject: text</c> and stops.</summary>
    public static void Stop(uint code, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> text)
    {
        Begin(subject);
        Serial.Write(text);
        Serial.WriteByte((byte)'\n');
        PowerOff(code);
    }

    /// <summary>Ends QEMU with a status made from the code; on a machine without that device, halts.</summary>
    public static void PowerOff(uint code)
    {
        Cpu.PortWrite32(DebugExitPort, code);
        Cpu.HaltForever();
    }
}
