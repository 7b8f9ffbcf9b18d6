namespace Verified.Guests;

/// <summary>event_channel_op: public/event_channel.h. The caller is domain 1: it may share with 0, not with 2.</summary>
internal static unsafe class EventCalls
{
    private const long NotPermitted = -1;
    private const long NoEntry = -2;
    private const long NoDomain = -3;
    private const long Denied = -13;
    private const long BadAddress = -14;
    private const long Exists = -17;
    private const long Invalid = -22;
    private const long NoSpace = -28;
    private const long NoSuchCall = -38;

    private const uint BeyondAllPorts = 1024;
    private const uint TimerVirq = 0;
    private const uint ConsoleVirq = 2;
    private const ulong NoMemory = 0x0e00_0000;

    internal static void Run()
    {
        Channels();
        Status();
        BindVirq();
        BindIpi();
        BindVcpu();
        SendAndUnmask();
        Close();
        InitControl();
        Reset();
        Unknown();
    }

    internal static long Op(ulong command, ref Words words)
    {
        fixed (Words* argument = &words)
            return Xen.Call(Xen.EventChannelOp, command, (ulong)argument, 0);
    }

    private static long Op(ulong command, uint first, uint second = 0, uint third = 0)
    {
        Words words = Words.Of(first, second, third);
        return Op(command, ref words);
    }

    private static long Allocate(uint domain, uint remote) => Op(6, domain | (remote << 16));

    private static void Channels()
    {
        Report.Begin("alloc_unbound and bind_interdomain"u8);
        Report.Expect("a port for domain 0"u8, EventChannels.AllocUnbound(0), 1);
        Report.Expect("one for domain 2"u8, Allocate(Xen.Self, 2), Denied);
        Report.Expect("one for nobody"u8, Allocate(Xen.Self, 9), NoDomain);
        Report.Expect("one of domain 0's"u8, Allocate(0, 1), NotPermitted);
        Report.Expect("one for itself"u8, EventChannels.AllocUnbound(Xen.Self), 2);
        Report.Expect("its other end"u8, EventChannels.BindInterdomain(Xen.Self, 2), 3);
        Report.Expect("a second other end"u8, EventChannels.BindInterdomain(Xen.Self, 2), Invalid);
        Report.Expect("a bind with domain 2"u8, EventChannels.BindInterdomain(2, 1), Denied);
        Report.Expect("a bind with nobody"u8, EventChannels.BindInterdomain(9, 1), NoDomain);
        Report.End();
    }

    private static void Status()
    {
        Report.Begin("status"u8);
        StatusOf(1, 1, 0, 0);
        StatusOf(2, 2, 1, 3);
        StatusOf(9, 0, 0, 0);
        Report.Expect("of domain 0's port"u8, Op(5, 0, 1), NotPermitted);
        Report.Expect("beyond all ports"u8, Op(5, Xen.Self, BeyondAllPorts), Invalid);
        Report.End();
    }

    private static void StatusOf(uint port, uint status, uint remote, uint remotePort)
    {
        Words words = Words.Of(Xen.Self, port);
        Report.Expect("a port's status"u8, Op(5, ref words), 0);
        Report.Expect("the status"u8, words[2], status);
        Report.Expect("the remote domain"u8, words[4], remote);
        Report.Expect("the remote port"u8, words[5], remotePort);
    }

    private static void BindVirq()
    {
        Report.Begin("bind_virq"u8);
        Words words = Words.Of(TimerVirq);
        Report.Expect("the timer"u8, Op(1, ref words), 0);
        Report.Expect("its port"u8, words[2], 4);
        StatusOf(4, 4, TimerVirq, 0);
        Report.Expect("the timer again"u8, Op(1, TimerVirq), Exists);
        Report.Expect("another vCPU's"u8, Op(1, 1, 1), NoEntry);
        Report.Expect("the console's"u8, Op(1, ConsoleVirq), NotPermitted);
        Report.Expect("no interrupt"u8, Op(1, 24), Invalid);
        Report.End();
    }

    private static void BindIpi()
    {
        Report.Begin("bind_ipi"u8);
        Words words = default;
        Report.Expect("a port"u8, Op(7, ref words), 0);
        Report.Expect("its number"u8, words[1], 5);
        StatusOf(5, 5, 0, 0);
        Report.Expect("another vCPU's"u8, Op(7, 1), NoEntry);
        Report.End();
    }

    private static void BindVcpu()
    {
        Report.Begin("bind_vcpu"u8);
        Report.Expect("a channel"u8, Op(8, 2), 0);
        Report.Expect("another vCPU"u8, Op(8, 2, 1), NoEntry);
        Report.Expect("the timer"u8, Op(8, 4), Invalid);
        Report.Expect("a free port"u8, Op(8, 9), Invalid);
        Report.End();
    }

    private static void SendAndUnmask()
    {
        Report.Begin("send and unmask"u8);
        SharedInfo.ClearPending();
        SharedInfo.MaskPort(3);
        Report.Expect("to itself"u8, EventChannels.Send(2), 0);
        Report.Expect("the event"u8, SharedInfo.TakePending(3) ? 1 : 0, 1);
        Report.Expect("an IPI"u8, EventChannels.Send(5), 0);
        Report.Expect("its event"u8, SharedInfo.TakePending(5) ? 1 : 0, 1);
        Report.Expect("an unbound port"u8, EventChannels.Send(1), 0);
        Report.Expect("no event there"u8, SharedInfo.TakePending(1) ? 1 : 0, 0);
        Report.Expect("an interrupt's port"u8, EventChannels.Send(4), Invalid);
        Report.Expect("unmask"u8, Op(9, 3), 0);
        Report.Expect("unmask beyond all ports"u8, Op(9, BeyondAllPorts), Invalid);
        Report.End();
    }

    private static void Close()
    {
        Report.Begin("close"u8);
        Report.Expect("the timer's port"u8, EventChannels.Close(4), 0);
        Report.Expect("it again"u8, EventChannels.Close(4), Invalid);
        Report.Expect("port 0"u8, EventChannels.Close(0), Invalid);
        Words words = Words.Of(TimerVirq);
        Report.Expect("the timer anew"u8, Op(1, ref words), 0);
        Report.Expect("one end of a channel"u8, EventChannels.Close(2), 0);
        StatusOf(3, 1, 1, 0);
        Report.End();
    }

    private static void InitControl()
    {
        Report.Begin("init_control"u8);
        Report.Expect("a frame of its own"u8, Op(11, 1), NoSuchCall);
        Report.Expect("no frame"u8, Op(11, 0xfe01), Invalid);
        Report.Expect("beyond all frames"u8, Op(11, 1, 1), Invalid);
        Report.Expect("half a word"u8, Op(11, 1, 0, 4), Invalid);
        Report.End();
    }

    private static void Reset()
    {
        Report.Begin("reset"u8);
        long port = 0;
        while (port >= 0)
            port = EventChannels.AllocUnbound(0);
        Report.Expect("more than all ports"u8, port, NoSpace);
        Report.Expect("domain 0"u8, Op(10, 0), NotPermitted);
        Report.Expect("all of them"u8, Op(10, Xen.Self), 0);
        StatusOf(1, 0, 0, 0);
        StatusOf(BeyondAllPorts - 1, 0, 0, 0);
        Report.Expect("none"u8, Op(10, Xen.Self), 0);
        Report.Expect("a port again"u8, EventChannels.AllocUnbound(0), 1);
        Report.End();
    }

    private static void Unknown()
    {
        Report.Begin("unknown event_channel_op"u8);
        Report.Expect("2"u8, Op(2, 0), NoSuchCall);
        Report.Expect("14"u8, Op(14, 0), NoSuchCall);
        Report.Expect("no argument"u8, Xen.Call(Xen.EventChannelOp, 1, NoMemory, 0), BadAddress);
        Report.End();
    }
}
