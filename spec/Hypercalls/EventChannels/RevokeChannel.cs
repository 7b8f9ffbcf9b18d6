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

        return call.Succeed(Number(0), WithoutChannel(state, call.Holds, domain, port, memory));
    }

    /// <summary>The state without a channel; its ends are told if <paramref name="when"/> holds.</summary>
    private static SystemState WithoutChannel(
        SystemState state, TBool when, TWord domain, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        TWord remoteDomain = state[Ports.RemoteDomain, domain, port];
        TWord remotePort = state[Ports.RemotePort, domain, port];
        SystemState next = state
            .With(Ports.State, domain, port, PortState.Unbound)
            .With(Ports.RemotePort, domain, port, 0)
            .With(Ports.State, remoteDomain, remotePort, PortState.Unbound)
            .With(Ports.RemotePort, remoteDomain, remotePort, 0);
        next = SetPending(next, when, domain, port, memory);
        return SetPending(next, when, remoteDomain, remotePort, memory);
    }
}
