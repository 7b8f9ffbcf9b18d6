namespace Verified.Spec;

/// <summary>What EVTCHNOP_status says of a port (xen/include/public/event_channel.h, EVTCHNSTAT_*).</summary>
public static class ChannelStatus
{
    /// <summary>Free or reserved.</summary>
    public const ulong Closed = 0;

    /// <summary>Waits for the remote domain.</summary>
    public const ulong Unbound = 1;

    /// <summary>Connected.</summary>
    public const ulong Interdomain = 2;

    /// <summary>Bound to a virtual interrupt.</summary>
    public const ulong Virq = 4;

    /// <summary>Bound to the vCPU itself.</summary>
    public const ulong Ipi = 5;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_status: outputs the status of a port of the caller, for a privileged caller of any domain, then the
    /// remote domain (of a virtual interrupt: its number), then the remote port.
    /// </summary>
    public Outcome Status(SystemState state, TWord caller, TWord dom, TWord port)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);

        TWord portState = state[Ports.State, domain, port];
        TBool isVirq = portState == PortState.Virq;
        TWord status = If(portState == PortState.Unbound, Number(ChannelStatus.Unbound),
            If(portState == PortState.Interdomain, Number(ChannelStatus.Interdomain),
                If(isVirq, Number(ChannelStatus.Virq),
                    If(portState == PortState.Ipi, Number(ChannelStatus.Ipi), Number(ChannelStatus.Closed)))));
        TWord remote = If(isVirq, state[Ports.Virq, domain, port], state[Ports.RemoteDomain, domain, port]);
        return call.Succeed(Number(0), state) with
        {
            Outputs = [status, remote, state[Ports.RemotePort, domain, port]],
        };
    }
}
