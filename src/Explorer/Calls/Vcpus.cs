using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Vcpus => new()
    {
        ["register_vcpu_info"] = (ref s, a, _) =>
            VirtualCpu.RegisterInfo(ref s, (uint)a[0], (uint)a[1], a[2], (uint)a[3]),
        ["register_runstate_memory_area"] = (ref s, a, _) =>
            VirtualCpu.RegisterRunstate(ref s, (uint)a[0], (uint)a[1], (uint)a[2], (uint)a[3], (uint)a[4]),
        ["unregister_runstate_memory_area"] = (ref s, a, _) =>
            VirtualCpu.UnregisterRunstate(ref s, (uint)a[0], (uint)a[1]),
        ["get_runstate_info"] = (ref s, a, _) => VirtualCpu.GetRunstate(ref s, (uint)a[0], (uint)a[1], 1, out Runstate _),
        ["set_singleshot_timer"] = (ref s, a, _) =>
            VirtualCpu.SetSingleshotTimer(ref s, (uint)a[0], (uint)a[1], a[2], (uint)a[3], a[4]),
        ["stop_singleshot_timer"] = (ref s, a, _) => VirtualCpu.StopSingleshotTimer(ref s, (uint)a[0], (uint)a[1]),
        ["stop_periodic_timer"] = (ref s, a, _) => VirtualCpu.StopPeriodicTimer((uint)a[1]),
        ["set_timer_op"] = (ref s, a, _) => VirtualCpu.SetTimerOp(ref s, (uint)a[0], a[1], a[2]),
        ["vcpu_is_up"] = (ref s, a, _) => VirtualCpu.IsUp((uint)a[1]),
        ["vcpu_initialise"] = (ref s, a, _) => VirtualCpu.Initialise((uint)a[1]),
        ["vcpu_up"] = (ref s, a, _) => VirtualCpu.Up((uint)a[1]),
        ["vcpu_down"] = (ref s, a, _) => VirtualCpu.Down(ref s, (uint)a[0], (uint)a[1]),
        ["set_param"] = (ref s, a, _) => DomainParameters.Set(ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3]),
        ["get_param"] = (ref s, a, o) => DomainParameters.Get(ref s, (uint)a[0], (uint)a[1], (uint)a[2], out o[0]),
        ["pagetable_dying"] = (ref s, a, _) => DomainParameters.PagetableDying(ref s, (uint)a[0], (uint)a[1]),
        ["vm_assist"] = (ref s, a, _) => VirtualCpu.Assist(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["timer_expire"] = (ref s, a, _) => VirtualCpu.TimerExpire(ref s, (uint)a[0], a[1]),
        ["watchdog_expire"] = (ref s, a, _) => VirtualCpu.WatchdogExpire(ref s, (uint)a[0], a[1]),
    };
}
