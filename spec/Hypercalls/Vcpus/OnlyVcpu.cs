namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>VCPUOP_is_up: the only vCPU is.</summary>
    public Outcome VcpuIsUp(SystemState state, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(1), state);
    }

    /// <summary>VCPUOP_initialise: the only vCPU is already.</summary>
    public Outcome VcpuInitialise(SystemState state, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        call.Require(TBool.False, Errno.Exists);
        return call.Succeed(Number(0), state);
    }

    /// <summary>VCPUOP_up: the only vCPU is already.</summary>
    public Outcome VcpuUp(SystemState state, TWord vcpu)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), state);
    }

    /// <summary>VCPUOP_down: without its last vCPU a domain is powered off.</summary>
    public Outcome VcpuDown(SystemState state, TWord caller, TWord vcpu, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(vcpu == 0, Errno.NoEntry);
        return call.Succeed(Number(0), Stop(state, call.Holds, caller, Number(0), memory));
    }
}
