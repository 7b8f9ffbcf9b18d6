using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>What the hypervisor itself does to event channels.</content>
public static partial class EventChannel
{
    /// <summary>Raises a virtual interrupt of a domain: an event at its port, if one is bound to it.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="virq">The interrupt, below <see cref="VirtualInterrupt.Count"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RaiseVirq(ref State s, uint domain, uint virq)
    {
        uint port = s.VirqPorts[(int)domain][(int)virq];
        if (port != 0)
            SetPending(ref s, domain, port);
        return Errno.Okay;
    }

    /// <summary>
    /// Takes a channel away, because the policy no longer permits it: both ends become unbound toward each other, and
    /// each gets an event. To bind again is to ask again.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">One end's domain.</param>
    /// <param name="port">Its port: connected, else -EINVAL.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RevokeChannel(ref State s, uint domain, uint port)
    {
        if (domain >= Limits.Domains || port >= Limits.Ports)
            return Errno.Invalid;
        ref Port entry = ref s.Ports[(int)domain][(int)port];
        if (entry.State != PortState.Interdomain)
            return Errno.Invalid;

        uint remoteDomain = entry.RemoteDomain;
        uint remotePort = entry.RemotePort;
        ref Port peer = ref s.Ports[(int)remoteDomain][(int)remotePort];
        entry.State = PortState.Unbound;
        entry.RemotePort = 0;
        peer.State = PortState.Unbound;
        peer.RemotePort = 0;
        SetPending(ref s, domain, port);
        SetPending(ref s, remoteDomain, remotePort);
        return Errno.Okay;
    }
}
