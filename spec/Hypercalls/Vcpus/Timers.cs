namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// VCPUOP_set_singleshot_timer: VIRQ_TIMER comes at the deadline, in nanoseconds of system time. If the flag says
    /// that it must lie in the future and it does not, nothing happens.
    /// </summary>
    public Outcome SetSingleshotTimer(
        SystemState state, TWord caller, TWord vcpu, TWord deadline, TWord flags, TWord now)
    {
        const ulong Future = 1;
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require((flags & Future) == 0 | deadline >= now, Errno.Time);
        // 0 says that no timer is set.
        TWord timer = If(deadline == 0, Number(1), deadline);
        return call.Succeed(Number(0), state.With(Vcpus.Timer, caller, timer));
    }

    /// <summary>VCPUOP_stop_singleshot_timer.</summary>
    public Outcome StopSingleshotTimer(SystemState state, TWord caller, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), state.With(Vcpus.Timer, caller, 0));
    }

    /// <summary>VCPUOP_stop_periodic_timer: there is none.</summary>
    public Outcome StopPeriodicTimer(SystemState state, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), state);
    }

    /// <summary>
    /// set_timer_op: the same timer; 0 stops it. A deadline that is negative, or more than 2^50 ns ahead, is taken for
    /// a guest's mistake, as in Xen: the timer fires 100 ms from now.
    /// </summary>
    public Outcome SetTimerOp(SystemState state, TWord caller, TWord deadline, TWord now)
    {
        const ulong HundredMilliseconds = 100_000_000;
        TBool isMistake = deadline >> 63 == 1 | (deadline > now & (deadline - now) >> 50 != 0);
        TWord timer = If(deadline == 0, deadline, If(isMistake, now + HundredMilliseconds, deadline));
        return new Attempt(state).Succeed(Number(0), state.With(Vcpus.Timer, caller, timer));
    }

    /// <summary>Time passes: a timer whose deadline has come fires, once.</summary>
    public Outcome TimerExpire(SystemState state, TWord domain, TWord now, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TBool fires = IsDue(state[Vcpus.Timer, domain], now);
        SystemState stopped = SystemState.If(fires, state.With(Vcpus.Timer, domain, 0), state);
        return call.Succeed(
            Number(0), RaiseVirq(stopped, call.Holds & fires, domain, Number(VirtualInterrupts.Timer), memory));
    }

    /// <summary>
    /// SCHEDOP_watchdog: with id 0, the first watchdog not in use is started, and the result is its id, 1 or 2. With
    /// such an id, that watchdog starts again, or ends if the period is 0. Periods are in nanoseconds.
    /// </summary>
    public Outcome Watchdog(SystemState state, TWord caller, TWord id, TWord period, TWord now)
    {
        var call = new Attempt(state);
        TBool isFirstUsed = state[Vcpus.Watchdog1, caller] != 0;
        TBool isSecondUsed = state[Vcpus.Watchdog2, caller] != 0;
        call.Require(id <= Number(2), Errno.Invalid);
        call.Require(id != 0 | !isFirstUsed | !isSecondUsed, Errno.NoSpace);
        call.Require(id != 1 | isFirstUsed, Errno.Invalid);
        call.Require(id != 2 | isSecondUsed, Errno.Invalid);

        TWord chosen = If(id == 0, If(isFirstUsed, Number(2), Number(1)), id);
        // Odd, and so not 0, which says that a watchdog is not in use; the end of time when the sum overflows.
        TWord end = If(now + period < now, Number(ulong.MaxValue), now + period) | 1;
        end = If(id != 0 & period == 0, Number(0), end);
        SystemState next = SystemState.If(
            chosen == 1, state.With(Vcpus.Watchdog1, caller, end), state.With(Vcpus.Watchdog2, caller, end));
        return call.Succeed(If(id == 0, chosen, Number(0)), next);
    }

    /// <summary>Time passes: a domain whose watchdog was not started again in time is shut down.</summary>
    public Outcome WatchdogExpire(SystemState state, TWord domain, TWord now, IGuestMemory<TBool, TWord> memory)
    {
        const ulong WatchdogReason = 4;
        var call = new Attempt(state);
        TBool bites = IsDue(state[Vcpus.Watchdog1, domain], now) | IsDue(state[Vcpus.Watchdog2, domain], now);
        return call.Succeed(Number(0), Stop(state, call.Holds & bites, domain, Number(WatchdogReason), memory));
    }

    private static TBool IsDue(TWord deadline, TWord now) => deadline != 0 & deadline <= now;

    private static SystemState WithoutTimers(SystemState state, TWord domain) =>
        state.With(Vcpus.Timer, domain, 0).With(Vcpus.Watchdog1, domain, 0).With(Vcpus.Watchdog2, domain, 0);
}
