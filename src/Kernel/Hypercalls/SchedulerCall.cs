using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>sched_op(cmd, argument) (structures of public/sched.h).</summary>
public static class SchedulerCall
{
    /// <summary>The most ports that one poll may name, as in Xen.</summary>
    public const uint MaximumPolled = 128;

    private const uint Yield = 0;
    private const uint Block = 1;
    private const uint Shutdown = 2;
    private const uint Poll = 3;
    private const uint RemoteShutdown = 4;
    private const uint Watchdog = 6;
    private const ulong NanosecondsASecond = 1_000_000_000;

    /// <summary>Runs one operation; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        if (command == Watchdog)
            return OfWatchdog(ref s, caller, ref request, ref effect);
        if (command > RemoteShutdown)
            return Errno.NoSuchCall;

        long result = Errno.Okay;
        if (command == Block)
            result = Scheduler.Block(ref s, caller);
        else if (command == Shutdown)
            result = OfShutdown(ref s, caller, ref request);
        else if (command == Poll)
            result = OfPoll(ref s, caller, ref request);
        else if (command == RemoteShutdown)
            result = OfRemoteShutdown(ref s, caller, ref request);

        if (command == Yield || s.Vcpus[(int)caller].Run != VcpuRun.Runnable)
            effect.Kind = EffectKind.Reschedule;
        return result;
    }

    /// <summary>sched_remote_shutdown: { u16 domain_id, u32 reason }.</summary>
    private static long OfRemoteShutdown(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 8, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        return Scheduler.RemoteShutdown(ref s, caller, domain, argument.Read32(ref s, 4));
    }

    /// <summary>sched_watchdog: { u32 id, u32 timeout }, the timeout in seconds.</summary>
    private static long OfWatchdog(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (!effect.TryGetTime(out ulong now))
            return Errno.Okay;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 8, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        ulong period = argument.Read32(ref s, 4) * NanosecondsASecond;
        return VirtualCpu.Watchdog(ref s, caller, argument.Read32(ref s, 0), period, now);
    }

    /// <summary>sched_shutdown: { u32 reason }.</summary>
    private static long OfShutdown(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 4, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        return Scheduler.Shutdown(ref s, caller, argument.Read32(ref s, 0));
    }

    /// <summary>
    /// sched_poll: { u64 ports, u32 nr_ports, u64 timeout }, or from 32-bit code { u32 ports, u32 nr_ports,
    /// u64 timeout }.
    /// </summary>
    private static long OfPoll(ref State s, uint caller, ref HypercallRequest request)
    {
        bool wide = request.Mode.Is64Bit != 0;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, wide ? 24u : 16u, GuestAccess.Read,
                out GuestBuffer argument))
            return Errno.BadAddress;

        ulong ports = wide ? argument.Read64(ref s, 0) : argument.Read32(ref s, 0);
        uint count = argument.Read32(ref s, wide ? 8u : 4u);
        ulong deadline = argument.Read64(ref s, wide ? 16u : 8u);
        if (count > MaximumPolled)
            return Errno.Invalid;

        uint port = 0;
        for (uint i = 0; i < count; i++)
        {
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, ports + 4 * i, 4, GuestAccess.Read, out GuestBuffer item))
                return Errno.BadAddress;

            port = item.Read32(ref s, 0);
            long pending = Scheduler.PollPort(ref s, caller, port);
            if (pending != 0)
                return pending < 0 ? pending : Errno.Okay;
        }

        return Scheduler.PollWait(ref s, caller, count == 1 ? port : 0, deadline);
    }
}
