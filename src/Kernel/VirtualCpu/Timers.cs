using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>The single-shot timer. Deadlines are nanoseconds of system time.</content>
public static partial class VirtualCpu
{
    private const uint MustBeInFuture = 1;
    private const ulong HundredMilliseconds = 100_000_000;

    /// <summary>VCPUOP_set_singleshot_timer.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    /// <param name="deadline">When VIRQ_TIMER comes.</param>
    /// <param name="flags">VCPU_SSHOTTMR_future (1): -ETIME when the deadline has passed.</param>
    /// <param name="now">The time.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SetSingleshotTimer(
        ref State s, uint caller, uint vcpu, ulong deadline, uint flags, ulong now)
    {
        if (vcpu != 0)
            return Errno.NoEntry;
        if ((flags & MustBeInFuture) != 0 && deadline < now)
            return Errno.TimePassed;

        // 0 says that no timer is set.
        s.Vcpus[(int)caller].Timer = deadline == 0 ? 1 : deadline;
        return Errno.Okay;
    }

    /// <summary>VCPUOP_stop_singleshot_timer.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long StopSingleshotTimer(ref State s, uint caller, uint vcpu)
    {
        if (vcpu != 0)
            return Errno.NoEntry;

        s.Vcpus[(int)caller].Timer = 0;
        return Errno.Okay;
    }

    /// <summary>
    /// set_timer_op: the same timer; 0 stops it. A deadline that is negative, or more than 2^50 ns ahead, is taken for
    /// a guest's mistake, as in Xen: the timer fires 100 ms from now.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SetTimerOp(ref State s, uint caller, ulong deadline, ulong now)
    {
        ulong timer = deadline;
        if (deadline >> 63 != 0 || (deadline > now && (deadline - now) >> 50 != 0))
            timer = now + HundredMilliseconds;
        s.Vcpus[(int)caller].Timer = timer;
        return Errno.Okay;
    }

    /// <summary>Raises VIRQ_TIMER, once, if the timer's deadline has come; the machine calls it when its clock says so.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="now">The time.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long TimerExpire(ref State s, uint domain, ulong now)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        if (vcpu.Timer == 0 || vcpu.Timer > now)
            return Errno.Okay;

        vcpu.Timer = 0;
        return EventChannel.RaiseVirq(ref s, domain, VirtualInterrupt.Timer);
    }

    /// <summary>
    /// The earliest time at which something of the vCPU is due: the deadline of its poll, its timer, a watchdog; 0 when
    /// nothing ever is. What has come is done by <see cref="Scheduler.Expire"/>, <see cref="TimerExpire"/> and
    /// <see cref="WatchdogExpire"/>.
    /// </summary>
    public static ulong NextDeadline(ref Vcpu vcpu)
    {
        // No deadline is the last of all: 0 - 1 is the greatest number.
        ulong earliest = vcpu.Deadline - 1;
        if (vcpu.Timer - 1 < earliest)
            earliest = vcpu.Timer - 1;
        if (vcpu.Watchdog1 - 1 < earliest)
            earliest = vcpu.Watchdog1 - 1;
        if (vcpu.Watchdog2 - 1 < earliest)
            earliest = vcpu.Watchdog2 - 1;
        return earliest + 1;
    }

    /// <summary>Stops the timer and the watchdogs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StopTimers(ref Vcpu vcpu)
    {
        vcpu.Timer = 0;
        vcpu.Watchdog1 = 0;
        vcpu.Watchdog2 = 0;
    }
}
