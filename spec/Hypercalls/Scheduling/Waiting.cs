namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>SCHEDOP_yield: nothing but time passes.</summary>
    public Outcome Yield(SystemState state) => new Attempt(state).Succeed(Number(0), state);

    /// <summary>SCHEDOP_block: unmasks the upcall, and waits for one unless one is pending.</summary>
    public Outcome Block(SystemState state, TWord caller, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord page = state[Vcpus.InfoFrame, caller];
        memory.Write(call.Holds, page, InfoPlace(state, caller, VcpuInfo.UpcallMask), 1, Number(0));
        TWord pending = memory.Read(call.Holds, page, InfoPlace(state, caller, VcpuInfo.UpcallPending), 1);
        SystemState waits = state.With(Vcpus.Run, caller, VcpuRun.Blocked);
        return call.Succeed(Number(0), SystemState.If(pending == 0, waits, state));
    }

    /// <summary>SCHEDOP_poll, one of its ports: 1 if an event waits there, else 0.</summary>
    public Outcome PollPort(SystemState state, TWord caller, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(port < (ulong)Sizes.Ports, Errno.Invalid);
        TWord page = state[Domains.SharedInfoFrame, caller];
        TWord pending = memory.Read(call.Holds, page, WordOf(SharedInfo.Pending, port), 8);
        return call.Succeed(If((pending & Bit(port)) == 0, Number(0), Number(1)), state);
    }

    /// <summary>
    /// SCHEDOP_poll, when no event waited at its ports: waits for one there, or for the deadline (0: for ever).
    /// <paramref name="port"/>, in range, is the only port polled for, or 0 when there are several or none.
    /// </summary>
    public Outcome PollWait(SystemState state, TWord caller, TWord port, TWord deadline)
    {
        SystemState next = state
            .With(Vcpus.Run, caller, VcpuRun.Polling)
            .With(Vcpus.PollPort, caller, port)
            .With(Vcpus.Deadline, caller, deadline);
        return new Attempt(state).Succeed(Number(0), next);
    }

    /// <summary>Time passes: a vCPU whose deadline has come polls no longer.</summary>
    public Outcome Expire(SystemState state, TWord domain, TWord now)
    {
        TWord deadline = state[Vcpus.Deadline, domain];
        TBool ends = state[Vcpus.Run, domain] == VcpuRun.Polling & deadline != 0 & deadline <= now;
        return new Attempt(state).Succeed(Number(0), SystemState.If(ends, EndPoll(state, domain), state));
    }
}
