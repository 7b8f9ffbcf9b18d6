namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// The hypervisor takes a channel away, because the policy no longer permits it: both ends become unbound toward
    /// each other, and an event tells each of them so. To bind again is to ask again.
    /// </summary>
    public Outcome RevokeChannel(SystemState state, TWord domain, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(IsDomain(domain) & port < (ulong)Sizes.Ports, Errno.Invalid);
        call.Require(state[Ports.State, domain, port] == PortState.Interdomain, Errno.Invalid);

        TWord remoteDomain = state[Ports.RemoteDomain, domain, port];
        TWord remotePort = state[Ports.RemotePort, domain, port];
        SystemState next = state
            .With(Ports.State, domain, port, PortState.Unbound)
            .With(Ports.RemotePort, domain, port, 0)
            .With(Ports.State, remoteDomain, remotePort, PortState.Unbound)
            .With(Ports.RemotePort, remoteDomain, remotePort, 0);
        next = SetPending(next, call.Holds, domain, port, memory);
        next = SetPending(next, call.Holds, remoteDomain, remotePort, memory);
        return call.Succeed(Number(0), next);
    }
}
