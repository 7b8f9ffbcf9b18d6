namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// EVTCHNOP_bind_virq: a port of the caller, the lowest free one, which is the result, at which a virtual interrupt
    /// arrives. Those that speak of the whole machine are the privileged domain's.
    /// </summary>
    public Outcome BindVirq(SystemState state, TWord caller, TWord virq, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(virq < VirtualInterrupts.Number, Errno.Invalid);
        TBool ofMachine = IsOfMachine(virq);
        call.Require(!ofMachine | IsPrivileged(state, caller), Errno.Perm);
        call.Require(!ofMachine | vcpu == 0, Errno.Invalid);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require(state[Ports.OfVirq, caller, virq] == 0, Errno.Exists);
        call.Require(AnyBit(state, Ports.FreeBits, caller), Errno.NoSpace);

        TWord port = LowestBit(state, Ports.FreeBits, caller);
        SystemState next = WithPort(state, caller, port, PortState.Virq, Number(0), Number(0))
            .With(Ports.Virq, caller, port, virq)
            .With(Ports.OfVirq, caller, virq, port);
        return call.Succeed(port, next);
    }

    /// <summary>EVTCHNOP_bind_ipi: a port of the caller, the lowest free one, that only itself sends to.</summary>
    public Outcome BindIpi(SystemState state, TWord caller, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require(AnyBit(state, Ports.FreeBits, caller), Errno.NoSpace);
        TWord port = LowestBit(state, Ports.FreeBits, caller);
        return call.Succeed(port, WithPort(state, caller, port, PortState.Ipi, Number(0), Number(0)));
    }

    /// <summary>
    /// EVTCHNOP_bind_vcpu: which vCPU a port notifies; there is one. A virtual interrupt of the vCPU itself and an IPI
    /// port cannot be moved.
    /// </summary>
    public Outcome BindVcpu(SystemState state, TWord caller, TWord port, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);
        TWord portState = state[Ports.State, caller, port];
        TBool isOfMachine = portState == PortState.Virq & IsOfMachine(state[Ports.Virq, caller, port]);
        call.Require(
            isOfMachine | portState == PortState.Unbound | portState == PortState.Interdomain, Errno.Invalid);
        return call.Succeed(Number(0), state);
    }

    /// <summary>
    /// EVTCHNOP_init_control: the event array of the FIFO interface, which is not offered. It says so only of a control
    /// block that could be one.
    /// </summary>
    public Outcome InitControl(SystemState state, TWord caller, TWord gfn, TWord offset, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require((offset & 7) == 0 & offset <= Number(PageBytes - ControlBlockBytes), Errno.Invalid);
        call.Require(gfn < (ulong)Sizes.GuestFrames, Errno.Invalid);
        call.Require(KindOf(state[Leaves.Leaf, caller, gfn]) == LeafKind.Ram, Errno.Invalid);
        call.Require(TBool.False, Errno.NoSystemCall);
        return call.Succeed(Number(0), state);
    }

    /// <summary>A virtual interrupt of a domain: an event at the port that is bound to it, if there is one.</summary>
    public Outcome RaiseVirq(SystemState state, TWord domain, TWord virq, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        return call.Succeed(Number(0), RaiseVirq(state, call.Holds, domain, virq, memory));
    }

    private static SystemState RaiseVirq(
        SystemState state, TBool when, TWord domain, TWord virq, IGuestMemory<TBool, TWord> memory)
    {
        TWord port = state[Ports.OfVirq, domain, virq];
        return SetPending(state, when & port != 0, domain, port, memory);
    }

    // evtchn_fifo_control_block_t (xen/include/public/event_channel.h).
    private const ulong ControlBlockBytes = 72;

    /// <summary>Whether a virtual interrupt speaks of the whole machine, not of one vCPU.</summary>
    private static TBool IsOfMachine(TWord virq) =>
        virq != VirtualInterrupts.Timer & virq != VirtualInterrupts.Debug
        & virq != VirtualInterrupts.Profile & virq != VirtualInterrupts.PerformanceMonitor;
}
