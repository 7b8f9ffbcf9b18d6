namespace Verified.Guests;

/// <summary>The machine's time, in nanoseconds since it booted, by the one call that tells it.</summary>
public static unsafe class SystemTime
{
    private const ulong VcpuOp = 24;
    private const ulong GetRunstateInfo = 4;

    /// <summary>When this vCPU was last given the processor: a time slice ago at most (VCPUOP_get_runstate_info).</summary>
    public static ulong Now
    {
        get
        {
            RunstateInfo info = default;
            Xen.Call(VcpuOp, GetRunstateInfo, 0, (ulong)&info);
            return info.Since;
        }
    }

    /// <summary>Waits for some nanoseconds.</summary>
    public static void Pause(ulong nanoseconds) => EventChannels.Sleep(Now + nanoseconds);

#pragma warning disable CS0649 // The hypervisor writes them.
    // struct vcpu_runstate_info.
    private struct RunstateInfo
    {
        internal ulong State;
        internal ulong Since;
        internal ulong Running;
        internal ulong Runnable;
        internal ulong Blocked;
        internal ulong Offline;
    }
#pragma warning restore CS0649
}
