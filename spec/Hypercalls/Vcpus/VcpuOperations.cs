namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>vcpu_op, set_timer_op, hvm_op's parameters, vm_assist; and the steps that time takes.</summary>
    private IReadOnlyList<Operation> VcpuOperations =>
    [
        ByDomain("register_vcpu_info", [Int("vcpu"), Long("gfn"), Int("offset")],
            (s, a, m) => RegisterVcpuInfo(s, a[0], a[1], a[2], a[3], m)),
        ByDomain("register_runstate_memory_area", [Int("vcpu"), Int("frame"), Int("next_frame"), Int("offset")],
            (s, a, _) => RegisterRunstate(s, a[0], a[1], a[2], a[3], a[4])),
        ByDomain("unregister_runstate_memory_area", [Int("vcpu")], (s, a, _) => UnregisterRunstate(s, a[0], a[1])),
        ByDomain("get_runstate_info", [Int("vcpu")], (s, a, _) => GetRunstateInfo(s, a[1])),
        ByDomain("set_singleshot_timer", [Int("vcpu"), Long("deadline"), Int("flags"), Long("now")],
            (s, a, _) => SetSingleshotTimer(s, a[0], a[1], a[2], a[3], a[4])),
        ByDomain("stop_singleshot_timer", [Int("vcpu")], (s, a, _) => StopSingleshotTimer(s, a[0], a[1])),
        ByDomain("stop_periodic_timer", [Int("vcpu")], (s, a, _) => StopPeriodicTimer(s, a[1])),
        ByDomain("set_timer_op", [Long("deadline"), Long("now")], (s, a, _) => SetTimerOp(s, a[0], a[1], a[2])),
        ByDomain("vcpu_is_up", [Int("vcpu")], (s, a, _) => VcpuIsUp(s, a[1])),
        ByDomain("vcpu_initialise", [Int("vcpu")], (s, a, _) => VcpuInitialise(s, a[1])),
        ByDomain("vcpu_up", [Int("vcpu")], (s, a, _) => VcpuUp(s, a[1])),
        ByDomain("vcpu_down", [Int("vcpu")], (s, a, m) => VcpuDown(s, a[0], a[1], m)),
        ByDomain("set_param", [Int("dom"), Int("index"), Long("value")],
            (s, a, _) => SetParam(s, a[0], a[1], a[2], a[3])),
        ByDomain("get_param", [Int("dom"), Int("index")], (s, a, _) => GetParam(s, a[0], a[1], a[2])),
        ByDomain("pagetable_dying", [Int("dom")], (s, a, _) => PagetableDying(s, a[0], a[1])),
        ByDomain("vm_assist", [Int("cmd"), Int("type")], (s, a, _) => VmAssist(s, a[0], a[1], a[2])),
        new("timer_expire", [Int("domain"), Long("now")], (_, a) => IsDomain(a[0]),
            (s, a, m) => TimerExpire(s, a[0], a[1], m)),
        new("watchdog_expire", [Int("domain"), Long("now")], (_, a) => IsDomain(a[0]),
            (s, a, m) => WatchdogExpire(s, a[0], a[1], m)),
    ];
}
