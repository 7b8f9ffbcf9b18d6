namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The highest reason of a shutdown (xen/include/public/sched.h, SHUTDOWN_MAX).</summary>
    public const ulong MaximumReason = 5;

    /// <summary>SCHEDOP_shutdown: the caller never runs again.</summary>
    public Outcome Shutdown(SystemState state, TWord caller, TWord reason)
    {
        var call = new Attempt(state);
        call.Require(reason <= Number(MaximumReason), Errno.Invalid);
        SystemState next = state
            .With(Vcpus.Run, caller, VcpuRun.Stopped)
            .With(Vcpus.ShutdownReason, caller, reason);
        return call.Succeed(Number(0), next);
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
