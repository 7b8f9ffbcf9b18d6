namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_send: an event arrives at the other end of a connected port, or at an IPI port itself; an unbound
    /// port takes it and does nothing. Asks no monitor: the channel was permitted when it was bound.
    /// </summary>
    public Outcome Send(SystemState state, TWord caller, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);
        TWord portState = state[Ports.State, caller, port];
        TBool isConnected = portState == PortState.Interdomain;
        TBool isIpi = portState == PortState.Ipi;
        call.Require(isConnected | isIpi | portState == PortState.Unbound, Errno.Invalid);

        TWord domain = If(isConnected, state[Ports.RemoteDomain, caller, port], caller);
        TWord target = If(isConnected, state[Ports.RemotePort, caller, port], port);
        SystemState next = SetPending(state, call.Holds & (isConnected | isIpi), domain, target, memory);
        return call.Succeed(Number(0), next);
    }
}
