using System;

namespace Verified.Guests;

/// <summary>
/// One of two domains that share a page and a channel: <c>offer PEER</c> offers both, <c>bind PEER PORT</c> takes them.
/// Afterwards it tells what happens to the channel.
/// </summary>
internal static unsafe class Guest
{
    private const uint Slot = 0;
    private const ulong BetweenTries = 50_000_000;

    // ESRCH and EINVAL, negated: the peer, or its port, is not there yet.
    private const long NoDomain = -3;
    private const long NoPort = -22;

    internal static void Main()
    {
        uint peer = Program.Number(1);
        Grants.Map();
        if (SharedText.Same(Program.Word(0), "offer"u8))
            Watch(Offer(peer));
        else if (SharedText.Same(Program.Word(0), "bind"u8))
            Watch(Bind(peer, Program.Number(2)));
        else
            Program.Fail("partner: write 'offer PEER' or 'bind PEER PORT' behind its memory"u8);
    }

    private static long Offer(uint peer)
    {
        // The page first: who binds the port may map it at once.
        SharedText.Write(Grants.Page(0), "3 crates of oranges"u8);
        Grants.Permit(Grants.FirstReference, peer, Grants.Page(0));
        long port = NoDomain;
        while (port == NoDomain)
        {
            SystemTime.Pause(BetweenTries);
            port = EventChannels.AllocUnbound(peer);
        }

        Line line = default;
        line.Add("offers domain "u8);
        line.Add(peer);
        line.Add(port < 0 ? ": "u8 : " port "u8);
        line.Add(port);
        line.Add(port == EventChannels.Denied ? " denied by the policy"u8 : ""u8);
        line.End();
        return port;
    }

    private static long Bind(uint peer, uint remotePort)
    {
        long port = NoPort;
        while (port is NoPort or NoDomain)
        {
            SystemTime.Pause(BetweenTries);
            port = EventChannels.BindInterdomain(peer, remotePort);
        }

        int mapped = Grants.MapGrant(peer, Grants.FirstReference, Slot, true, out _);
        Line line = default;
        line.Add("binds domain "u8);
        line.Add(peer);
        line.Add(": "u8);
        line.Add(port);
        line.Add(port == EventChannels.Denied ? " denied by the policy"u8 : ""u8);
        line.Add("; maps its page: "u8);
        line.Add(mapped);
        line.Add(mapped == Grants.Denied ? " denied by the policy"u8 : ""u8);
        if (mapped == 0)
        {
            line.Add(", it says \""u8);
            line.Add(SharedText.Read(Grants.Slot(Slot)));
            line.Add("\""u8);
        }

        line.End();
        if (port >= 0)
            EventChannels.Send((uint)port);
        return port;
    }

    /// <summary>Tells of each event what the channel is now, until it is gone.</summary>
    private static void Watch(long port)
    {
        while (port >= 0)
        {
            EventChannels.Await((uint)port);
            if (IsOpen((uint)port))
                Line.Print("an event"u8);
            else
                Line.Print("an event: the channel is open no more"u8);
        }
    }

    /// <summary>Whether a port has a peer (EVTCHNOP_status).</summary>
    private static bool IsOpen(uint port)
    {
        const ulong StatusCommand = 5;
        const uint Interdomain = 2;
        StatusArgument argument = default;
        argument.Domain = Xen.Self;
        argument.Port = port;
        Xen.Call(Xen.EventChannelOp, StatusCommand, (ulong)&argument, 0);
        return argument.Status == Interdomain;
    }

    private struct StatusArgument
    {
        internal uint Domain;
        internal uint Port;
        internal uint Status;
        internal uint Vcpu;
        internal ulong Rest;
    }
}
