namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_alloc_unbound: a port of domain <paramref name="dom"/> that <paramref name="remote"/> may bind. For
    /// another domain than itself only a privileged caller may ask. The result is the port, the lowest free one.
    /// </summary>
    public Outcome AllocUnbound(SystemState state, TWord caller, TWord dom, TWord remote)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        TWord peer = Resolve(remote, caller);

        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(Exists(state, peer), Errno.Search);
        call.Require(MayShare(state, domain, peer), Errno.Access);
        call.Require(AnyBit(state, Ports.FreeBits, domain), Errno.NoSpace);
        TWord port = LowestBit(state, Ports.FreeBits, domain);

        SystemState next = WithPort(state, domain, port, PortState.Unbound, peer, Number(0));
        return call.Succeed(port, Remember(next, domain, peer));
    }

    /// <summary>The state in which a free port was put to use.</summary>
    private static SystemState WithPort(
        SystemState state, TWord domain, TWord port, ulong portState, TWord remoteDomain, TWord remotePort) =>
        ClearBit(state, Ports.FreeBits, Ports.FreeWords, domain, port)
            .With(Ports.State, domain, port, portState)
            .With(Ports.RemoteDomain, domain, port, remoteDomain)
            .With(Ports.RemotePort, domain, port, remotePort)
            .With(Ports.Virq, domain, port, 0);
}
