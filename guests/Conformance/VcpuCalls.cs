using System.Threading;

namespace Verified.Guests;

/// <summary>vcpu_op and set_timer_op (public/vcpu.h), and the watchdogs of sched_op.</summary>
internal static unsafe class VcpuCalls
{
    private const long NotPermitted = -1;
    private const long NoEntry = -2;
    private const long NoPlace = -6;
    private const long BadAddress = -14;
    private const long Exists = -17;
    private const long Invalid = -22;
    private const long NoSpace = -28;
    private const long NoSuchCall = -38;
    private const long TimePassed = -62;

    private const ulong NoMemory = 0x0e00_0000;
    private const ulong EndOfTime = 1UL << 62;
    private const uint MustBeInFuture = 1;
    private const uint InfoPlace = 0x140;
    private const uint RunstatePlace = 4096 - 24;

    // VIRQ_TIMER's port.
    private static uint s_timer;

    internal static void Run()
    {
        IsUp();
        Runstate();
        Timers();
        SetTimerOp();
        Info();
        Watchdogs();
        RemoteShutdown();
    }

    /// <summary>A domain that starts a watchdog and sleeps: it must be ended, so that nothing after is said.</summary>
    internal static void RunWatched()
    {
        Report.Begin("watchdog of a sleeper"u8);
        Report.Expect("started"u8, Watchdog(0, 1), 1);
        Report.End();
        EventChannels.Sleep(EndOfTime);
        Program.Fail("the watchdog did not bite"u8);
    }

    private static long Op(ulong command, uint vcpu, ref Words words)
    {
        fixed (Words* argument = &words)
            return Xen.Call(Xen.VcpuOp, command, vcpu, (ulong)argument);
    }

    private static long Op(ulong command, ulong first, uint second = 0, uint third = 0)
    {
        Words words = Words.Of((uint)first, (uint)(first >> 32), second, third);
        return Op(command, 0, ref words);
    }

    private static void IsUp()
    {
        Report.Begin("vcpu_op"u8);
        Report.Expect("is_up"u8, Xen.Call(Xen.VcpuOp, 3, 0, 0), 1);
        Report.Expect("is_up of another"u8, Xen.Call(Xen.VcpuOp, 3, 1, 0), NoEntry);
        Report.Expect("initialise"u8, Op(0, 0), Exists);
        Report.Expect("initialise out of nothing"u8, Xen.Call(Xen.VcpuOp, 0, 0, NoMemory), BadAddress);
        Report.Expect("up"u8, Xen.Call(Xen.VcpuOp, 1, 0, 0), 0);
        Report.Expect("down"u8, Xen.Call(Xen.VcpuOp, 2, 1, 0), NoEntry);
        Report.Expect("a periodic timer"u8, Op(6, 0), NoSuchCall);
        Report.Expect("no periodic timer"u8, Xen.Call(Xen.VcpuOp, 7, 0, 0), 0);
        Report.End();
    }

    private static void Runstate()
    {
        Report.Begin("runstate"u8);
        ulong area = (ulong)Grants.Page(0) + RunstatePlace;
        Report.Expect("register_runstate_memory_area"u8, Op(5, area), 0);
        Report.Expect("it says running"u8, *(uint*)area, 0);
        Report.Expect("an area nowhere"u8, Op(5, NoMemory), BadAddress);
        Words words = default;
        Report.Expect("get_runstate_info"u8, Op(4, 0, ref words), 0);
        Report.Expect("running"u8, words[0], 0);
        Report.Expect("get_runstate_info into nothing"u8, Xen.Call(Xen.VcpuOp, 4, 0, NoMemory), BadAddress);
        Report.Expect("vm_assist"u8, Xen.Call(Xen.VmAssist, 0, 5, 0), 0);
        Report.Expect("other assistance"u8, Xen.Call(Xen.VmAssist, 0, 4, 0), Invalid);
        Report.Expect("unregister_runstate_memory_area"u8, Op(5, 0), 0);
        Report.End();
    }

    private static void Timers()
    {
        Report.Begin("singleshot_timer"u8);
        Words words = default;
        Report.Expect("VIRQ_TIMER"u8, EventCalls.Op(1, ref words), 0);
        s_timer = words[2];
        Report.Expect("a time gone by"u8, Op(8, 1, MustBeInFuture), TimePassed);
        Report.Expect("a time gone by, all the same"u8, Op(8, 1), 0);
        EventChannels.Await(s_timer);
        Report.Expect("the end of time"u8, Op(8, EndOfTime, MustBeInFuture), 0);
        Report.Expect("stop"u8, Xen.Call(Xen.VcpuOp, 9, 0, 0), 0);
        Report.Expect("nothing more came"u8, SharedInfo.TakePending(s_timer) ? 1 : 0, 0);
        Report.End();
    }

    private static void SetTimerOp()
    {
        Report.Begin("set_timer_op"u8);
        Report.Expect("a time gone by"u8, Xen.Call(Xen.SetTimerOp, 1, 0, 0), 0);
        EventChannels.Await(s_timer);
        Report.Expect("a time that cannot be meant"u8, Xen.Call(Xen.SetTimerOp, EndOfTime, 0, 0), 0);
        EventChannels.Await(s_timer);
        Report.Expect("no time"u8, Xen.Call(Xen.SetTimerOp, 0, 0, 0), 0);
        Report.End();
    }

    private static void Info()
    {
        Report.Begin("register_vcpu_info"u8);
        ulong page = (ulong)Grants.Page(0);
        uint frame = (uint)(page >> 12);
        Report.Expect("half a word"u8, Op(10, frame, 4), NoPlace);
        Report.Expect("across the end"u8, Op(10, frame, 4096 - 56), NoPlace);
        Report.Expect("shared_info"u8, Op(10, SharedInfo.Frame), Invalid);
        Report.Expect("no frame"u8, Op(10, 0xfe01), Invalid);
        Report.Expect("its own RAM"u8, Op(10, frame, InfoPlace), 0);
        Report.Expect("pending"u8, *(byte*)(page + InfoPlace), 1);
        Report.Expect("twice"u8, Op(10, frame, 0), Invalid);

        // An event is told there, and no longer in shared_info.
        SharedInfo.Acknowledge();
        Volatile.Write(ref *(byte*)(page + InfoPlace), 0);
        Volatile.Write(ref *(ulong*)(page + InfoPlace + 8), 0);
        Words words = default;
        Report.Expect("an IPI port"u8, EventCalls.Op(7, ref words), 0);
        Report.Expect("an IPI"u8, EventChannels.Send(words[1]), 0);
        Report.Expect("it is told"u8, Volatile.Read(ref *(byte*)(page + InfoPlace)), 1);
        Report.Expect("the word"u8, (long)Volatile.Read(ref *(ulong*)(page + InfoPlace + 8)), 1);
        Report.Expect("shared_info's"u8, *(byte*)(SharedInfo.Frame << 12), 0);
        Report.End();
    }

    private static long Watchdog(uint id, uint seconds)
    {
        Words words = Words.Of(id, seconds);
        return Xen.Call(Xen.SchedOp, 6, (ulong)&words, 0);
    }

    private static void Watchdogs()
    {
        Report.Begin("watchdog"u8);
        Report.Expect("one"u8, Watchdog(0, 1000), 1);
        Report.Expect("two"u8, Watchdog(0, 1000), 2);
        Report.Expect("three"u8, Watchdog(0, 1000), NoSpace);
        Report.Expect("again"u8, Watchdog(1, 2000), 0);
        Report.Expect("an end"u8, Watchdog(1, 0), 0);
        Report.Expect("its end again"u8, Watchdog(1, 0), Invalid);
        Report.Expect("no such one"u8, Watchdog(3, 1), Invalid);
        Report.Expect("the other's end"u8, Watchdog(2, 0), 0);
        Report.End();
    }

    private static void RemoteShutdown()
    {
        Report.Begin("remote_shutdown"u8);
        Words words = Words.Of(0, 0);
        Report.Expect("without privilege"u8, Xen.Call(Xen.SchedOp, 4, (ulong)&words, 0), NotPermitted);
        Report.End();
    }
}
