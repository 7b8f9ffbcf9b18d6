namespace Verified.Kernel;

/// <summary>set_timer_op(deadline): nanoseconds of system time.</summary>
public static class TimerCall
{
    /// <summary>Sets the timer.</summary>
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect) =>
        effect.TryGetTime(out ulong now) ? VirtualCpu.SetTimerOp(ref s, caller, request.Argument1, now) : Errno.Okay;
}
