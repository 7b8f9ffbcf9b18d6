using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// The operations of vcpu_op (public/vcpu.h), set_timer_op and vm_assist, one method each. A domain has one vCPU, number
/// 0, which is up as long as the domain has not shut down.
/// </summary>
public static partial class VirtualCpu
{
    /// <summary>VCPUOP_is_up: 1, or -ENOENT of another vCPU than 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long IsUp(uint vcpu) => vcpu == 0 ? 1 : Errno.NoEntry;

    /// <summary>VCPUOP_initialise: -EEXIST, or -ENOENT of another vCPU than 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Initialise(uint vcpu) => vcpu == 0 ? Errno.AlreadyExists : Errno.NoEntry;

    /// <summary>VCPUOP_up: 0, or -ENOENT of another vCPU than 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Up(uint vcpu) => vcpu == 0 ? Errno.Okay : Errno.NoEntry;

    /// <summary>VCPUOP_stop_periodic_timer: 0 (there is none), or -ENOENT of another vCPU than 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long StopPeriodicTimer(uint vcpu) => vcpu == 0 ? Errno.Okay : Errno.NoEntry;

    /// <summary>VCPUOP_down: without its last vCPU a domain is powered off.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Down(ref State s, uint caller, uint vcpu)
    {
        if (vcpu != 0)
            return Errno.NoEntry;

        Scheduler.Stop(ref s, caller, Scheduler.PowerOff);
        return Errno.Okay;
    }
}
