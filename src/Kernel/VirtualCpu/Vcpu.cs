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

    /// <summary>The frame in which its vcpu_info stands: shared_info, unless the guest registered its own RAM.</summary>
    public uint InfoFrame;

    /// <summary>Where in that frame: a multiple of 8, at most 4096 - 64.</summary>
    public uint InfoOffset;

    /// <summary>The frame in which its runstate area begins, if it has one.</summary>
    public uint RunstateFrame;

    /// <summary>The frame of those bytes of the runstate area that stand on the next page; else the same frame.</summary>
    public uint RunstateNext;

    /// <summary>Where the runstate area begins in its frame.</summary>
    public ushort RunstateOffset;

    /// <summary>1 when the guest registered a runstate area, else 0 (and the fields above are 0).</summary>
    public byte RunstateUsed;

    /// <summary>1 when updates of the runstate area are to be marked (vm_assist, runstate_update_flag), else 0.</summary>
    public byte RunstateMarked;

    /// <summary>Always 0.</summary>
    public uint Padding;

    /// <summary>When the single-shot timer fires, in nanoseconds of system time; 0 when it is not set.</summary>
    public ulong Timer;

    /// <summary>When the first watchdog ends the domain, in nanoseconds of system time; 0 when it is not in use.</summary>
    public ulong Watchdog1;

    /// <summary>The same of the second watchdog.</summary>
    public ulong Watchdog2;
}

/// <summary>The vCPU table, indexed by domain id.</summary>
[InlineArray(Limits.Domains)]
public struct VcpuTable
{
    private Vcpu _vcpu;
}
