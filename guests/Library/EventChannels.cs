namespace Verified.Guests;

/// <summary>event_channel_op: public/event_channel.h. Results are Xen's: negative is an error.</summary>
public static unsafe class EventChannels
{
    /// <summary>EACCES, negated: denied by the policy.</summary>
    public const long Denied = -13;

    private const ulong BindInterdomainCommand = 0;
    private const ulong CloseCommand = 3;
    private const ulong SendCommand = 4;
    private const ulong AllocUnboundCommand = 6;
    private const ulong PollCommand = 3;

    /// <summary>A port of our own for a remote domain to bind; the port or an error.</summary>
    public static long AllocUnbound(uint remote)
    {
        AllocUnboundArgument argument = default;
        argument.Domain = Xen.Self;
        argument.Remote = (ushort)remote;
        long result = Xen.Call(Xen.EventChannelOp, AllocUnboundCommand, (ulong)&argument, 0);
        return result < 0 ? result : argument.Port;
    }

    /// <summary>Binds a remote domain's port; our port or an error.</summary>
    public static long BindInterdomain(uint remote, uint remotePort)
    {
        BindInterdomainArgument argument = default;
        argument.Remote = (ushort)remote;
        argument.RemotePort = remotePort;
        long result = Xen.Call(Xen.EventChannelOp, BindInterdomainCommand, (ulong)&argument, 0);
        return result < 0 ? result : argument.LocalPort;
    }

    /// <summary>Sends an event.</summary>
    public static long Send(uint port) => Xen.Call(Xen.EventChannelOp, SendCommand, (ulong)&port, 0);

    /// <summary>Closes a port.</summary>
    public static long Close(uint port) => Xen.Call(Xen.EventChannelOp, CloseCommand, (ulong)&port, 0);

    /// <summary>Waits for an event on a port (SCHEDOP_poll, no deadline) and takes it.</summary>
    public static void Await(uint port)
    {
        while (!SharedInfo.TakePending(port))
        {
            PollArgument argument = default;
            argument.Ports = &port;
            argument.Count = 1;
            Xen.Call(Xen.SchedOp, PollCommand, (ulong)&argument, 0);
        }
    }

    /// <summary>Waits until a point of the machine's time, in nanoseconds since boot (SCHEDOP_poll, no port).</summary>
    public static long Sleep(ulong until)
    {
        PollArgument argument = default;
        argument.Timeout = until;
        return Xen.Call(Xen.SchedOp, PollCommand, (ulong)&argument, 0);
    }

    private struct AllocUnboundArgument
    {
        internal ushort Domain;
        internal ushort Remote;
        internal uint Port;
    }

    private struct BindInterdomainArgument
    {
        internal ushort Remote;
        internal ushort Padding;
        internal uint RemotePort;
        internal uint LocalPort;
    }

    private struct PollArgument
    {
        internal uint* Ports;
        internal uint Count;
        internal uint Padding;
        internal ulong Timeout;
    }
}
