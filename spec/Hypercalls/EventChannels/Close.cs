namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_close: a port of the caller becomes free and forgets a waiting event. The other end of a connected
    /// one becomes unbound toward the caller, without an event, as in Xen.
    /// </summary>
    public Outcome Close(SystemState state, TWord caller, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);
        TWord portState = state[Ports.State, caller, port];
        call.Require(portState != PortState.Free & portState != PortState.Reserved, Errno.Invalid);

        TWord remoteDomain = state[Ports.RemoteDomain, caller, port];
        TWord remotePort = state[Ports.RemotePort, caller, port];
        SystemState unlinked = state
            .With(Ports.State, remoteDomain, remotePort, PortState.Unbound)
            .With(Ports.RemoteDomain, remoteDomain, remotePort, caller)
            .With(Ports.RemotePort, remoteDomain, remotePort, 0);
        SystemState next = SystemState.If(portState == PortState.Interdomain, unlinked, state)
            .With(Ports.State, caller, port, PortState.Free)
            .With(Ports.RemoteDomain, caller, port, 0)
            .With(Ports.RemotePort, caller, port, 0)
            .With(Ports.Virq, caller, port, 0);
        next = SetBit(next, Ports.FreeBits, caller, port);

        TWord page = state[Domains.SharedInfoFrame, caller];
        memory.AtomicAnd(call.Holds, page, WordOf(SharedInfo.Pending, port), ~Bit(port));
        return call.Succeed(Number(0), next);
    }
}
