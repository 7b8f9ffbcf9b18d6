using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> PortParts =>
    [
        ForAll("A port has a known state, and its fields fit the state", Domain, Port, (s, d, p) =>
        {
            TWord state = s[Ports.State, d, p];
            TWord remoteDomain = s[Ports.RemoteDomain, d, p];
            TWord remotePort = s[Ports.RemotePort, d, p];
            TBool hasRemote = state == PortState.Unbound | state == PortState.Interdomain;
            return (state <= Number(PortState.Interdomain) | state == PortState.Virq | state == PortState.Ipi)
                & IsDomain(remoteDomain)
                & remotePort < (ulong)Sizes.Ports
                & (hasRemote | remoteDomain == 0)
                & (state == PortState.Interdomain | remotePort == 0)
                & (state == PortState.Virq | s[Ports.Virq, d, p] == 0);
        }),

        ForAll("Ports of an unused domain id are as at the start", Domain, Port, (s, d, p) =>
            IsInUse(s, d) | s[Ports.State, d, p] == PortState.Free),

        ForAll("Port 0 of a domain is reserved until its destruction, and no other", Domain, Port, (s, d, p) =>
            Implies(
                IsInUse(s, d),
                TBool.Same(p == 0 & !HasPassed(s, d, p), s[Ports.State, d, p] == PortState.Reserved))),

        ForAll("A connected port's other end is connected to it", Domain, Port, (s, d, p) =>
        {
            TWord remoteDomain = s[Ports.RemoteDomain, d, p];
            TWord remotePort = s[Ports.RemotePort, d, p];
            return Implies(
                s[Ports.State, d, p] == PortState.Interdomain,
                s[Ports.State, remoteDomain, remotePort] == PortState.Interdomain
                & s[Ports.RemoteDomain, remoteDomain, remotePort] == d
                & s[Ports.RemotePort, remoteDomain, remotePort] == p);
        }),

        ForAll("A connected channel joins domains that may share", Domain, Port, (s, d, p) =>
            Implies(
                s[Ports.State, d, p] == PortState.Interdomain,
                MayShareInForce(s, d, s[Ports.RemoteDomain, d, p]))),

        ForAll("A virtual interrupt's port is bound to it", Domain, VirtualInterrupt, (s, d, v) =>
        {
            TWord port = s[Ports.OfVirq, d, v];
            return port == 0
                | (v < VirtualInterrupts.Number
                    & port < (ulong)Sizes.Ports
                    & s[Ports.State, d, port] == PortState.Virq
                    & s[Ports.Virq, d, port] == v);
        }),

        ForAll("A port bound to a virtual interrupt is that interrupt's port", Domain, Port, (s, d, p) =>
        {
            TWord virq = s[Ports.Virq, d, p];
            return Implies(
                s[Ports.State, d, p] == PortState.Virq,
                virq < VirtualInterrupts.Number & s[Ports.OfVirq, d, virq] == p);
        }),

        ForAll("A port's bit is set iff the port is free", Domain, Port, (s, d, p) =>
            Implies(
                IsInUse(s, d),
                TBool.Same(BitIsSet(s, Ports.FreeBits, d, p), s[Ports.State, d, p] == PortState.Free))),

        ForAll("Bits beyond the last port are clear", Domain, PortWord, (s, d, w) =>
            (s[Ports.FreeBits, d, w] & ~BitsInUse(Sizes.Ports)) == 0),

        ForAll("A word's bit is set iff the word has a free port", Domain, PortWord, (s, d, w) =>
            TBool.Same((s[Ports.FreeWords, d] & Bit(w)) != 0, s[Ports.FreeBits, d, w] != 0)),

        ForAll("Bits beyond the last word of ports are clear", Domain, (s, d) =>
            (s[Ports.FreeWords, d] & ~BitsInUse(Sizes.Of(PortWord))) == 0),
    ];

    /// <summary>The bits of a bitmap's word that stand for something: all, but in tables of less than 64 entries.</summary>
    private static ulong BitsInUse(int entries) => entries >= 64 ? ulong.MaxValue : (1UL << entries) - 1;
}
