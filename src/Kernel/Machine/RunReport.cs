using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine;

/// <summary>Why the gate gave the processor back to glue.</summary>
public static class RunEnd
{
    /// <summary>Nothing for glue: the guest goes straight on.</summary>
    public const uint None = 0;

    /// <summary>A physical interrupt waits: the time slice is over, most likely.</summary>
    public const uint Interrupted = 1;

    /// <summary>The vCPU gave the rest of its slice away, or waits.</summary>
    public const uint Yielded = 2;

    /// <summary>The guest wrote to the console: <see cref="RunReport.Text"/>.</summary>
    public const uint Console = 3;

    /// <summary>The guest did what ends it: <see cref="RunReport.ExitCode"/> and the rest tell what.</summary>
    public const uint Ended = 4;

    /// <summary>The vCPU may not run.</summary>
    public const uint NotRunnable = 5;

    /// <summary>The guest has created a domain: <see cref="RunReport.Length"/> is its id.</summary>
    public const uint NewDomain = 6;

    /// <summary>An instruction that may name any register: the gate carries it out, and runs the guest on.</summary>
    public const uint AnyRegister = 7;
}

/// <summary>
/// What the gate tells glue beside its result. It stands in glue's memory: nothing behind the gate ever reads it.
/// </summary>
public struct RunReport
{
    /// <summary>The exit code of the guest's last run.</summary>
    public ulong ExitCode;

    /// <summary>First particular.</summary>
    public ulong Info1;

    /// <summary>Second particular.</summary>
    public ulong Info2;

    /// <summary>Where the guest was.</summary>
    public ulong Rip;

    /// <summary>Bytes in use of <see cref="Text"/>.</summary>
    public uint Length;

    /// <summary>Always 0.</summary>
    public uint Padding;

    /// <summary>What the guest wrote.</summary>
    public ConsoleText Text;

    /// <summary>The denial that was taken out of the audit log.</summary>
    public Denial Denial;

    internal static RunReport s_last;
}

/// <summary>One call's worth of console output.</summary>
[InlineArray(Capacity)]
public struct ConsoleText
{
    /// <summary>Most bytes that one call writes.</summary>
    public const int Capacity = 4096;

    private byte _byte;
}
