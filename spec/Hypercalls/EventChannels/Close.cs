namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_close: a port of the caller becomes free and forgets a waiting event. The other end of a connected
    /// one becomes unbound toward the caller, without an event, as in Xen; a virtual interrupt has no port any more.
    /// </summary>
    public Outcome Close(SystemState state, TWord caller, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);
        TWord portState = state[Ports.State, caller, port];
        call.Require(portState != PortState.Free & portState != PortState.Reserved, Errno.Invalid);
        return call.Succeed(Number(0), ClosePort(state, call.Holds, caller, port, memory));
    }

    /// <summary>
    /// EVTCHNOP_reset, one step of it: closes the lowest port in use of domain <paramref name="dom"/>; the result is 1,
    /// or 0 when there was none, and the reset is complete. Of another domain only a privileged caller may ask, and
    /// only while that one is paused.
    /// </summary>
    public Outcome Reset(SystemState state, TWord caller, TWord dom, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(domain == caller | state[Vcpus.Paused, domain] == 1, Errno.Invalid);

        TBool any = TBool.False;
        TWord port = Number(0);
        for (int w = Sizes.Of(Dimension.PortWord) - 1; w >= 0; w--)
        {
            ulong closable = BitsInUse(Sizes.Ports) & ~(w == 0 ? 1UL : 0);
            TWord used = ~state[Ports.FreeBits, domain, Number(w)] & closable;
            any |= used != 0;
            port = If(used != 0, Number(64 * w) + LowestBit(used), port);
        }

        SystemState next = ClosePort(state, call.Holds & any, domain, port, memory);
        return call.Succeed(If(any, Number(1), Number(0)), SystemState.If(any, next, state));
    }

    /// <summary>If <paramref name="when"/> holds, a port in use is closed: the state afterwards.</summary>
    private static SystemState ClosePort(
        SystemState state, TBool when, TWord domain, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        TWord portState = state[Ports.State, domain, port];
        TWord remoteDomain = state[Ports.RemoteDomain, domain, port];
        TWord remotePort = state[Ports.RemotePort, domain, port];
        SystemState unlinked = state
            .With(Ports.State, remoteDomain, remotePort, PortState.Unbound)
            .With(Ports.RemoteDomain, remoteDomain, remotePort, domain)
            .With(Ports.RemotePort, remoteDomain, remotePort, 0);
        SystemState silent = state.With(Ports.OfVirq, domain, state[Ports.Virq, domain, port], 0);
        SystemState next = SystemState.If(portState == PortState.Interdomain, unlinked, state);
        next = SystemState.If(portState == PortState.Virq, silent, next)
            .With(Ports.State, domain, port, PortState.Free)
            .With(Ports.RemoteDomain, domain, port, 0)
            .With(Ports.RemotePort, domain, port, 0)
            .With(Ports.Virq, domain, port, 0);
        next = SetBit(next, Ports.FreeBits, Ports.FreeWords, domain, port);

        memory.AtomicAnd(
            when, state[Domains.SharedInfoFrame, domain], WordOf(SharedInfo.Pending, port), ~Bit(port));
        return next;
    }
}
