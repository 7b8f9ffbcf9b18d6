namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// VCPUOP_register_runstate_memory_area: where the caller is told what its vCPU spends its time on. The area begins
    /// at an offset of one frame of its RAM and, if it crosses the end, goes on in another; it keeps both. A former
    /// area is forgotten.
    /// </summary>
    public Outcome RegisterRunstate(
        SystemState state, TWord caller, TWord vcpu, TWord frame, TWord nextFrame, TWord offset)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require(offset < PageBytes, Errno.Fault);
        call.Require(OwnsAs(state, caller, frame, FrameState.Ram), Errno.Fault);
        call.Require(OwnsAs(state, caller, nextFrame, FrameState.Ram), Errno.Fault);
        SystemState next = WithoutRunstateArea(state, caller);
        next = Keep(Keep(next, frame, FramePin.Runstate), nextFrame, FramePin.Runstate)
            .With(Vcpus.RunstateUsed, caller, 1)
            .With(Vcpus.RunstateFrame, caller, frame)
            .With(Vcpus.RunstateNext, caller, nextFrame)
            .With(Vcpus.RunstateOffset, caller, offset);
        return call.Succeed(Number(0), next);
    }

    /// <summary>The same of no area at all: the caller is told nothing any more.</summary>
    public Outcome UnregisterRunstate(SystemState state, TWord caller, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), WithoutRunstateArea(state, caller));
    }

    /// <summary>VCPUOP_get_runstate_info: tells it at once. What it tells are statistics, of which nothing is said.</summary>
    public Outcome GetRunstateInfo(SystemState state, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), state);
    }

    /// <summary>
    /// vm_assist: whether updates of the runstate area are marked while they last. No other assistance is offered.
    /// </summary>
    public Outcome VmAssist(SystemState state, TWord caller, TWord command, TWord type)
    {
        const ulong RunstateUpdateFlag = 5, Enable = 0, Disable = 1;
        var call = new Attempt(state);
        call.Require(type == RunstateUpdateFlag, Errno.Invalid);
        call.Require(command == Enable | command == Disable, Errno.NoSystemCall);
        TWord marked = If(command == Enable, Number(1), Number(0));
        return call.Succeed(Number(0), state.With(Vcpus.RunstateMarked, caller, marked));
    }

    private static SystemState WithoutRunstateArea(SystemState state, TWord domain)
    {
        TWord frame = state[Vcpus.RunstateFrame, domain];
        TWord nextFrame = state[Vcpus.RunstateNext, domain];
        SystemState without = LetGo(LetGo(state, frame, FramePin.Runstate), nextFrame, FramePin.Runstate)
            .With(Vcpus.RunstateUsed, domain, 0)
            .With(Vcpus.RunstateFrame, domain, 0)
            .With(Vcpus.RunstateNext, domain, 0)
            .With(Vcpus.RunstateOffset, domain, 0);
        return SystemState.If(state[Vcpus.RunstateUsed, domain] == 1, without, state);
    }
}
