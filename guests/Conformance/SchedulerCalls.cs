namespace Verified.Guests;

/// <summary>
/// sched_op (public/sched.h), the upcall's vector, and acm_op getdecision. The caller is domain 1: it may share with 0,
/// not with 2.
/// </summary>
internal static unsafe class SchedulerCalls
{
    private const long NotPermitted = -1;
    private const long NoEntry = -2;
    private const long NoDomain = -3;
    private const long Denied = -13;
    private const long BadAddress = -14;
    private const long Invalid = -22;
    private const long NoSuchCall = -38;

    private const ulong NoMemory = 0x0e00_0000;
    private const uint BeyondAllPorts = 1024;
    private const uint Version = 0xaaaa_000a;
    private const uint GetDecisionCommand = 5;
    private const uint ByDomain = 2;
    private const uint SharingHook = 1;
    private const uint Permitted = 0;
    private const uint Refused = unchecked((uint)-111);

    internal static void Run()
    {
        UpcallVector();
        Poll();
        Block();
        Shutdown();
        GetDecision();
    }

    private static void UpcallVector()
    {
        Report.Begin("set_evtchn_upcall_vector"u8);
        Report.Expect("too low"u8, Vector(0, 0x0f), Invalid);
        Report.Expect("another vCPU's"u8, Vector(1, 0x60), NoEntry);
        Report.Expect("out of nothing"u8, Xen.Call(Xen.HvmOp, 23, NoMemory, 0), BadAddress);
        Report.Expect("a good one"u8, Upcalls.Enable(), 0);
        Report.End();
    }

    private static long Vector(uint vcpu, uint vector)
    {
        Words words = Words.Of(vcpu, vector);
        return Xen.Call(Xen.HvmOp, 23, (ulong)&words, 0);
    }

    private static void Poll()
    {
        uint port = IpiPort();
        SharedInfo.MaskPort(port);
        EventChannels.Send(port);
        Report.Begin("poll_port and poll_wait"u8);
        Report.Expect("an event that came"u8, Poll(port, 0), 0);
        SharedInfo.TakePending(port);
        Report.Expect("until a time gone by"u8, Poll(port, 1), 0);
        Report.Expect("a port beyond all"u8, Poll(BeyondAllPorts, 1), Invalid);
        Report.Expect("out of nothing"u8, Xen.Call(Xen.SchedOp, 3, NoMemory, 0), BadAddress);
        EventChannels.Close(port);
        Report.End();
    }

    // sched_poll: { u32 *ports, u32 nr_ports, u64 timeout }.
    private static long Poll(uint port, uint timeout)
    {
        uint* place = &port;
        Words words = Words.Of((uint)(ulong)place, (uint)((ulong)place >> 32), 1);
        words[4] = timeout;
        return Xen.Call(Xen.SchedOp, 3, (ulong)&words, 0);
    }

    private static void Block()
    {
        Report.Begin("block"u8);
        uint port = IpiPort();
        Xen.Call(Xen.EventChannelOp, 9, (ulong)&port, 0);
        uint seen = Upcalls.Count;
        SharedInfo.SetUpcallMask(1);
        EventChannels.Send(port);
        Report.Expect("masked, no upcall comes"u8, Upcalls.Count - seen, 0);
        Report.Expect("with an event waiting"u8, Xen.Call(Xen.SchedOp, 1, 0, 0), 0);
        Report.Expect("the upcall"u8, Upcalls.Count - seen, 1);
        EventChannels.Close(port);
        Report.End();
    }

    private static void Shutdown()
    {
        Report.Begin("shutdown"u8);
        Words words = Words.Of(6);
        Report.Expect("for no reason that there is"u8, Xen.Call(Xen.SchedOp, 2, (ulong)&words, 0), Invalid);
        Report.Expect("out of nothing"u8, Xen.Call(Xen.SchedOp, 2, NoMemory, 0), BadAddress);
        Report.Expect("unknown sched_op"u8, Xen.Call(Xen.SchedOp, 99, 0, 0), NoSuchCall);
        Report.End();
    }

    private static void GetDecision()
    {
        Report.Begin("getdecision"u8);
        uint decision = 1;
        Report.Expect("with domain 0"u8, Ask(Xen.Self, 0, ref decision), 0);
        Report.Expect("it may"u8, decision, Permitted);
        Report.Expect("with domain 2"u8, Ask(1, 2, ref decision), 0);
        Report.Expect("it may not"u8, decision, Refused);
        Report.Expect("of others"u8, Ask(0, 2, ref decision), NotPermitted);
        Report.Expect("with nobody"u8, Ask(1, 9, ref decision), NoDomain);
        Words words = Words.Of(GetDecisionCommand, Version - 1);
        Report.Expect("another version"u8, Xen.Call(Xen.AcmOp, (ulong)&words, 0, 0), Denied);
        words = Words.Of(8, Version);
        Report.Expect("unknown acm_op"u8, Xen.Call(Xen.AcmOp, (ulong)&words, 0, 0), NoSuchCall);
        Report.End();
    }

    private static long Ask(uint first, uint second, ref uint decision)
    {
        Words words = Words.Of(GetDecisionCommand, Version, ByDomain, ByDomain);
        words[4] = first;
        words[5] = second;
        words[6] = SharingHook;
        long result = Xen.Call(Xen.AcmOp, (ulong)&words, 0, 0);
        decision = words[7];
        return result;
    }

    private static uint IpiPort()
    {
        Words words = default;
        EventCalls.Op(7, ref words);
        return words[1];
    }
}
