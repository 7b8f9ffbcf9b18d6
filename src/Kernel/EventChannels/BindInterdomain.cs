using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>EVTCHNOP_bind_interdomain.</content>
public static partial class EventChannel
{
    /// <summary>
    /// Connects a new port of the caller to a port that the remote domain keeps unbound for it. The new port is set
    /// pending, because an event may have been sent before there was anyone to notify.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="remoteDom">The other domain: -ESRCH unless it exists, -EACCES unless the two may share.</param>
    /// <param name="remotePort">Its port: -EINVAL unless it is unbound and meant for the caller.</param>
    /// <returns>The lowest free port of the caller; -ENOSPC when none is free.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long BindInterdomain(ref State s, uint caller, uint remoteDom, uint remotePort)
    {
        uint remote = DomainIds.Resolve(caller, remoteDom);
        if (!DomainIds.Exists(ref s, remote))
            return Errno.NoDomain;

        long port = Mediation.IsKnown(ref s, caller, remote, Hook.BindInterdomain)
            ? Connect(ref s, caller, remote, remotePort)
            : ConnectIfPermitted(ref s, caller, remote, remotePort);
        if (port >= 0)
            SetPending(ref s, caller, (uint)port);
        return port;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long ConnectIfPermitted(ref State s, uint caller, uint remote, uint remotePort)
    {
        if (!Mediation.Decide(ref s, caller, caller, remote, Hook.BindInterdomain))
            return Errno.Denied;

        long port = Connect(ref s, caller, remote, remotePort);
        if (port >= 0)
            Mediation.Remember(ref s, caller, remote);
        return port;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Connect(ref State s, uint caller, uint remote, uint remotePort)
    {
        uint port = FreePort.Lowest(ref s, caller);
        if (port >= Limits.Ports)
            return Errno.NoSpace;
        if (remotePort >= Limits.Ports)
            return Errno.Invalid;

        ref Port peer = ref s.Ports[(int)remote][(int)remotePort];
        if (peer.State != PortState.Unbound || peer.RemoteDomain != caller)
            return Errno.Invalid;

        FreePort.Take(ref s, caller, port);
        ref Port local = ref s.Ports[(int)caller][(int)port];
        local.State = PortState.Interdomain;
        local.RemoteDomain = (ushort)remote;
        local.RemotePort = (ushort)remotePort;
        peer.State = PortState.Interdomain;
        peer.RemotePort = (ushort)port;
        return port;
    }
}
