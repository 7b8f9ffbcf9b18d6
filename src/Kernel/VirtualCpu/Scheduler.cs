using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>What sched_op (public/sched.h) changes: whether, and for what, a domain's vCPU waits.</summary>
public static class Scheduler
{
    /// <summary>SHUTDOWN_MAX: the greatest reason for a shutdown.</summary>
    public const uint MaximumReason = 5;

    /// <summary>SHUTDOWN_poweroff: the domain meant to.</summary>
    public const uint PowerOff = 0;

    /// <summary>SHUTDOWN_watchdog: it did not start its watchdog again in time.</summary>
    public const uint WatchdogBit = 4;

    /// <summary>SCHEDOP_block: lets upcalls through and waits for one, unless one is pending already.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Block(ref State s, uint caller)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)caller];
        FrameMemory.Write8(ref s, vcpu.InfoFrame, vcpu.InfoOffset + VcpuInfo.UpcallMask, 0);
        if (FrameMemory.Read8(ref s, vcpu.InfoFrame, vcpu.InfoOffset + VcpuInfo.UpcallPending) == 0)
            vcpu.Run = VcpuRun.Blocked;

        return Errno.Okay;
    }

    /// <summary>
    /// One port of SCHEDOP_poll: 1 when an event is pending on it (the poll is over), 0 when not, -EINVAL beyond the
    /// table.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long PollPort(ref State s, uint caller, uint port)
    {
        if (port >= Limits.Ports)
            return Errno.Invalid;

        ulong word = FrameMemory.Read64(
            ref s, s.Domains[(int)caller].SharedInfoFrame, SharedInfo.Pending + 8 * (port >> 6));
        return (long)(word >> (int)(port & 63)) & 1;
    }

    /// <summary>The end of SCHEDOP_poll when no port was pending: the vCPU waits.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="port">
    /// The one port polled for, or 0 when there were several or none: any event then ends it.
    /// </param>
    /// <param name="deadline">When to give up, nanoseconds of the machine's time; 0 for never.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long PollWait(ref State s, uint caller, uint port, ulong deadline)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)caller];
        vcpu.Run = VcpuRun.Polling;
        vcpu.PollPort = port;
        vcpu.Deadline = deadline;
        return Errno.Okay;
    }

    /// <summary>
    /// Ends the polls whose deadline has come; the machine calls it for the domain when its clock says so.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="now">Nanoseconds of the machine's time.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Expire(ref State s, uint domain, ulong now)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        if (vcpu.Run != VcpuRun.Polling || vcpu.Deadline == 0 || vcpu.Deadline > now)
            return Errno.Okay;

        Wake(ref s, domain);
        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        return Errno.Okay;
    }

    /// <summary>SCHEDOP_shutdown: the vCPU never runs again. A reason beyond Xen's: -EINVAL.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Shutdown(ref State s, uint caller, uint reason)
    {
        if (reason > MaximumReason)
            return Errno.Invalid;

        Stop(ref s, caller, reason);
        return Errno.Okay;
    }

    /// <summary>SCHEDOP_remote_shutdown: a privileged caller (-EPERM) shuts a domain down.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">The domain: -ESRCH unless it exists. One that has shut down stays as it is.</param>
    /// <param name="reason">Xen's SHUTDOWN_*, else -EINVAL.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RemoteShutdown(ref State s, uint caller, uint dom, uint reason)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (reason > MaximumReason)
            return Errno.Invalid;

        Stop(ref s, domain, reason);
        return Errno.Okay;
    }

    /// <summary>
    /// A domain shuts down, if it has not yet: it waits for nothing any more, and VIRQ_DOM_EXC tells domain 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Stop(ref State s, uint domain, uint reason)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        if (vcpu.Run == VcpuRun.Stopped)
            return;

        vcpu.Run = VcpuRun.Stopped;
        vcpu.ShutdownReason = (byte)reason;
        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        VirtualCpu.StopTimers(ref vcpu);
        EventChannel.RaiseVirq(ref s, 0, VirtualInterrupt.DomainException);
    }

    /// <summary>Lets a domain run that is paused, as it is from its creation. Not offered to guests.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Unpause(ref State s, uint domain)
    {
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;

        s.Vcpus[(int)domain].Paused = 0;
        s.Woken = s.Woken | (1UL << (int)domain);
        return Errno.Okay;
    }

    /// <summary>A vCPU that waited may run again: the scheduler looks at it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Wake(ref State s, uint domain)
    {
        s.Vcpus[(int)domain].Run = VcpuRun.Runnable;
        s.Woken = s.Woken | (1UL << (int)domain);
    }

    /// <summary>Whether a domain's vCPU can run now.</summary>
    public static bool CanRun(ref State s, uint domain) =>
        DomainIds.Exists(ref s, domain) && s.Vcpus[(int)domain].Run == VcpuRun.Runnable
        && s.Vcpus[(int)domain].Paused == 0;
}
