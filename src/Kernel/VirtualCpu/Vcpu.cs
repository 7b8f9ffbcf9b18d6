using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>Why a vCPU does or does not run.</summary>
public static class VcpuRun
{
    /// <summary>It may run.</summary>
    public const byte Runnable = 0;

    /// <summary>It called block and waits for an upcall.</summary>
    public const byte Blocked = 1;

    /// <summary>It called poll and waits for one of its ports or the deadline.</summary>
    public const byte Polling = 2;

    /// <summary>The domain shut down or was ended; it never runs again.</summary>
    public const byte Stopped = 3;
}

/// <summary>What the hypercalls know of a domain's only vCPU; its registers are the machine's affair.</summary>
public struct Vcpu
{
    /// <summary>One of <see cref="VcpuRun"/>.</summary>
    public byte Run;

    /// <summary>The vector of the event upcall (0x10 to 0xff), or 0 when none was set.</summary>
    public byte UpcallVector;

    /// <summary>1 while the domain is paused (as it is from creation to its first unpause), else 0.</summary>
    public byte Paused;

    /// <summary>The reason given to SCHEDOP_shutdown (Xen's SHUTDOWN_*), when stopped.</summary>
    public byte ShutdownReason;

    /// <summary>While polling: the one port polled for, or 0 when it polls for several or none.</summary>
    public uint PollPort;

    /// <summary>While polling: when to give up, in the machine's time (nanoseconds since boot), 0 for never.</summary>
    public ulong Deadline;
}

/// <summary>The vCPU table, indexed by domain id.</summary>
[InlineArray(Limits.Domains)]
public struct VcpuTable
{
    private Vcpu _vcpu;
}
