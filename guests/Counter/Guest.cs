namespace Verified.Guests;

/// <summary>
/// Counts, five numbers a second, and tells each tenth. It keeps nothing outside its own RAM and registers, so that it
/// goes on counting after it was saved on one machine and restored on another.
/// </summary>
internal static unsafe class Guest
{
    private const ulong Pause = 200_000_000;
    private const uint Told = 10;

    internal static void Main()
    {
        for (uint count = 0; ; count++)
        {
            if (count % Told == 0)
            {
                Line line = default;
                line.Add("counted to "u8);
                line.Add(count);
                line.End();
            }

            EventChannels.Sleep(RunningSince() + Pause);
        }
    }

    /// <summary>When this vCPU was last given the processor: about now (VCPUOP_get_runstate_info).</summary>
    private static ulong RunningSince()
    {
        const ulong VcpuOp = 24;
        const ulong GetRunstateInfo = 4;
        RunstateInfo info = default;
        Xen.Call(VcpuOp, GetRunstateInfo, 0, (ulong)&info);
        return info.Since;
    }

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
}
