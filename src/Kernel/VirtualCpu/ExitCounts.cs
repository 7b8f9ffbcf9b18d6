namespace Verified.Kernel;

/// <summary>
/// How often a vCPU's run ended, by what ended it, since its domain was created: statistics, of which no rule speaks.
/// The machine keeps them beside the vCPU's registers, since every hypercall is one more; get_statistics tells them to
/// domain 0, in this order.
/// </summary>
public struct ExitCounts
{
    /// <summary>VMMCALL; a call that is continued counts each time.</summary>
    public ulong Hypercalls;

    /// <summary>A physical interrupt: the end of a turn, or something of some domain was due.</summary>
    public ulong Interrupts;

    /// <summary>HLT.</summary>
    public ulong Halts;

    /// <summary>CPUID.</summary>
    public ulong Cpuid;

    /// <summary>RDMSR and WRMSR.</summary>
    public ulong Msrs;

    /// <summary>IN and OUT.</summary>
    public ulong Ports;

    /// <summary>Moves to and from debug registers, #DB and #AC.</summary>
    public ulong Debugs;

    /// <summary>Every other: instructions that a guest does not have, and what ends it.</summary>
    public ulong Others;

    /// <summary>No exits: how often the vCPU was taken up, by a turn or after something was printed for it.</summary>
    public ulong Runs;
}
