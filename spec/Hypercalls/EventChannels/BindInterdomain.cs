namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_bind_interdomain: connects a port of the caller, the lowest free one, which is the result, to a port
    /// that the remote domain left unbound for it. An event waits at the new port, so that none is lost.
    /// </summary>
    public Outcome BindInterdomain(
        SystemState state, TWord caller, TWord remoteDom, TWord remotePort, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord remote = Resolve(remoteDom, caller);

        call.Require(Exists(state, remote), Errno.Search);
        call.Require(MayShare(state, caller, remote), Errno.Access);
        call.Require(AnyBit(state, Ports.FreeBits, caller), Errno.NoSpace);
        call.Require(
            remotePort < (ulong)Sizes.Ports
            & state[Ports.State, remote, remotePort] == PortState.Unbound
            & state[Ports.RemoteDomain, remote, remotePort] == caller,
            Errno.Invalid);

        TWord local = LowestBit(state, Ports.FreeBits, caller);
        SystemState next = WithPort(state, caller, local, PortState.Interdomain, remote, remotePort)
            .With(Ports.State, remote, remotePort, PortState.Interdomain)
            .With(Ports.RemotePort, remote, remotePort, local);
        next = SetPending(Remember(next, caller, remote), call.Holds, caller, local, memory);
        return call.Succeed(local, next);
    }
}
