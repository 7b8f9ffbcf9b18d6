using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>What a vCPU is doing, as it is told to the guest (public/vcpu.h, RUNSTATE_*).</summary>
public static class RunstateKind
{
    /// <summary>It runs.</summary>
    public const uint Running = 0;

    /// <summary>It could run, but another one does.</summary>
    public const uint Runnable = 1;

    /// <summary>It waits for an event.</summary>
    public const uint Blocked = 2;

    /// <summary>It is paused, or it has shut down.</summary>
    public const uint Offline = 3;
}

/// <summary>
/// What a vCPU spent its time on, in nanoseconds of system time: statistics, of which no rule speaks. The machine keeps
/// them; the hypercalls only tell them.
/// </summary>
public struct Runstate
{
    /// <summary>One of <see cref="RunstateKind"/>.</summary>
    public uint Kind;

    /// <summary>Always 0.</summary>
    public uint Padding;

    /// <summary>When it began to do that.</summary>
    public ulong Since;

    /// <summary>Time spent running: the domain's CPU time.</summary>
    public ulong Running;

    /// <summary>Time spent runnable, waiting for its turn.</summary>
    public ulong Runnable;

    /// <summary>Time spent blocked or polling.</summary>
    public ulong Blocked;

    /// <summary>Time spent paused or shut down.</summary>
    public ulong Offline;

    /// <summary>Always 0.</summary>
    public ulong Padding2;

    /// <summary>Always 0.</summary>
    public ulong Padding3;
}

/// <summary>The statistics of all vCPUs, indexed by domain id.</summary>
[InlineArray(Limits.Domains)]
public struct RunstateTable
{
    private Runstate _runstate;
}
