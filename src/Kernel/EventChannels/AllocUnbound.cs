using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The operations of event_channel_op (public/event_channel.h), one method each.</summary>
public static partial class EventChannel
{
    /// <summary>EVTCHNOP_alloc_unbound: a port of <paramref name="dom"/> that the remote domain may bind.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">
    /// Whose port: the caller's, or another's (-EPERM unless privileged, -ESRCH unless it exists).
    /// </param>
    /// <param name="remoteDom">Who may bind it: -ESRCH unless it exists, -EACCES unless the two may share.</param>
    /// <returns>The lowest free port; -ENOSPC when none is free.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long AllocUnbound(ref State s, uint caller, uint dom, uint remoteDom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        uint remote = DomainIds.Resolve(caller, remoteDom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain) || !DomainIds.Exists(ref s, remote))
            return Errno.NoDomain;
        return Mediation.IsKnown(ref s, domain, remote, Hook.AllocUnbound)
            ? Open(ref s, domain, remote)
            : OpenIfPermitted(ref s, caller, domain, remote);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long OpenIfPermitted(ref State s, uint caller, uint domain, uint remote)
    {
        if (!Mediation.Decide(ref s, caller, domain, remote, Hook.AllocUnbound))
            return Errno.Denied;

        long port = Open(ref s, domain, remote);
        if (port >= 0)
            Mediation.Remember(ref s, domain, remote);
        return port;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Open(ref State s, uint domain, uint remote)
    {
        uint port = FreePort.Lowest(ref s, domain);
        if (port >= Limits.Ports)
            return Errno.NoSpace;

        FreePort.Take(ref s, domain, port);
        ref Port entry = ref s.Ports[(int)domain][(int)port];
        entry.State = PortState.Unbound;
        entry.RemoteDomain = (ushort)remote;
        return port;
    }
}
