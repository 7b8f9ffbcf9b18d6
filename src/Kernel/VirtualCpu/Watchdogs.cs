using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>SCHEDOP_watchdog: a domain that does not start its watchdog again in time is shut down.</content>
public static partial class VirtualCpu
{
    private const uint LastWatchdog = 2;

    /// <summary>Starts, starts again or ends a watchdog.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="id">
    /// 0: the first one not in use, -ENOSPC when both are. 1 or 2: that one, -EINVAL unless it is in use. Else -EINVAL.
    /// </param>
    /// <param name="period">Nanoseconds until it bites; 0 ends one that is named.</param>
    /// <param name="now">The time.</param>
    /// <returns>With id 0 the watchdog's id, else 0.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Watchdog(ref State s, uint caller, uint id, ulong period, ulong now)
    {
        if (id > LastWatchdog)
            return Errno.Invalid;

        // Odd, and so not 0, which says that a watchdog is not in use; the end of time when the sum overflows.
        ulong end = (now + period < now ? ulong.MaxValue : now + period) | 1;
        ref Vcpu vcpu = ref s.Vcpus[(int)caller];
        if (id == 0)
        {
            if (vcpu.Watchdog1 == 0)
            {
                vcpu.Watchdog1 = end;
                return 1;
            }

            if (vcpu.Watchdog2 != 0)
                return Errno.NoSpace;
            vcpu.Watchdog2 = end;
            return LastWatchdog;
        }

        if (period == 0)
            end = 0;
        if (id == 1)
        {
            if (vcpu.Watchdog1 == 0)
                return Errno.Invalid;
            vcpu.Watchdog1 = end;
            return Errno.Okay;
        }

        if (vcpu.Watchdog2 == 0)
            return Errno.Invalid;
        vcpu.Watchdog2 = end;
        return Errno.Okay;
    }

    /// <summary>Shuts a domain down if a watchdog of it has not been started again in time.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="now">The time.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long WatchdogExpire(ref State s, uint domain, ulong now)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        if ((vcpu.Watchdog1 != 0 && vcpu.Watchdog1 <= now) || (vcpu.Watchdog2 != 0 && vcpu.Watchdog2 <= now))
            Scheduler.Stop(ref s, domain, Scheduler.WatchdogBit);
        return Errno.Okay;
    }
}
