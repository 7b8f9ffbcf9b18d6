namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The highest reason of a shutdown (xen/include/public/sched.h, SHUTDOWN_MAX).</summary>
    public const ulong MaximumReason = 5;

    /// <summary>SCHEDOP_shutdown: the caller never runs again.</summary>
    public Outcome Shutdown(SystemState state, TWord caller, TWord reason, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(reason <= Number(MaximumReason), Errno.Invalid);
        return call.Succeed(Number(0), Stop(state, call.Holds, caller, reason, memory));
    }

    /// <summary>SCHEDOP_remote_shutdown: a privileged caller shuts a domain down.</summary>
    public Outcome RemoteShutdown(
        SystemState state, TWord caller, TWord dom, TWord reason, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(reason <= Number(MaximumReason), Errno.Invalid);
        return call.Succeed(Number(0), Stop(state, call.Holds, domain, reason, memory));
    }

    /// <summary>
    /// If <paramref name="when"/> holds and the domain has not shut down, it does: the state afterwards. It waits for
    /// nothing any more, and domain 0 is told.
    /// </summary>
    private static SystemState Stop(
        SystemState state, TBool when, TWord domain, TWord reason, IGuestMemory<TBool, TWord> memory)
    {
        TBool stops = when & state[Vcpus.Run, domain] != VcpuRun.Stopped;
        SystemState stopped = WithoutTimers(state, domain)
            .With(Vcpus.Run, domain, VcpuRun.Stopped)
            .With(Vcpus.ShutdownReason, domain, reason)
            .With(Vcpus.PollPort, domain, 0)
            .With(Vcpus.Deadline, domain, 0);
        return RaiseVirq(
            SystemState.If(stops, stopped, state), stops, Number(0), Number(VirtualInterrupts.DomainEnd), memory);
    }

    /// <summary>XEN_DOMCTL_unpausedomain: the domain may run.</summary>
    public Outcome Unpause(SystemState state, TWord domain)
    {
        var call = new Attempt(state);
        call.Require(Exists(state, domain), Errno.Search);
        return call.Succeed(Number(0), state.With(Vcpus.Paused, domain, 0));
    }

    /// <summary>HVMOP_set_evtchn_upcall_vector: the vector at which the caller's vCPU takes its upcalls.</summary>
    public Outcome SetUpcallVector(SystemState state, TWord caller, TWord vcpu, TWord vector)
    {
        var call = new Attempt(state);
        call.Require(vector >= Number(0x10) & vector <= Number(0xff), Errno.Invalid);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), state.With(Vcpus.UpcallVector, caller, vector));
    }
}
