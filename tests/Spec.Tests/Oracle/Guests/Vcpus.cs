using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> VcpusSteps =>
    [
        new(1, Register),
        new(1, Time),
        new(1, Parameter),
        new(1, OnlyVcpu),
    ];

    private string? Register(ulong caller) => Below(8) switch
    {
        0 => Call("register_vcpu_info", caller, Mostly(0), Below(8), (8 * Below(505)) + (Below(12) / 11)),
        1 or 2 => RegisterRunstate(caller),
        3 => Call("unregister_runstate_memory_area", caller, Mostly(0)),
        4 => Call("get_runstate_info", caller, Mostly(0)),
        5 => null,
        _ => Call("vm_assist", caller, Below(3), Mostly(5)),
    };

    private string? RegisterRunstate(ulong caller)
    {
        ulong gfn = Below(6);
        ulong frame = (Read(Leaves.Leaf, caller, gfn) >> 12) & 63;
        ulong next = Below(2) == 0 ? frame : (Read(Leaves.Leaf, caller, (gfn + 1) % 6) >> 12) & 63;
        return Call("register_runstate_memory_area", caller, Mostly(0), Mostly(frame), next, Below(4200));
    }

    private string? Time(ulong caller) => Below(9) switch
    {
        0 => Call("set_singleshot_timer", caller, Mostly(0), Below(60), Below(2), Below(60)),
        1 => Call("stop_singleshot_timer", caller, Mostly(0)),
        2 => Call("set_timer_op", caller, Below(60), Below(60)),
        3 => Call("set_timer_op", caller, Next(), Next()),
        4 => Call("stop_periodic_timer", caller, Mostly(0)),
        5 or 6 => Call("timer_expire", Below(4), Below(60)),
        7 => Call("watchdog", caller, Below(4), Below(3) == 0 ? 0 : Below(3) == 0 ? Next() : Below(2000), Below(60)),
        _ => Below(8) == 0 ? Call("watchdog_expire", Below(4), Below(20)) : null,
    };

    private string? Parameter(ulong caller) => Below(4) switch
    {
        0 => Call("get_param", caller, Dom(), Below(42)),
        1 => Call("pagetable_dying", caller, Dom()),
        2 => Call("set_param", caller, Below(3) == 0 ? 0x7ff0 : Dom(), Below(42), Below(3) == 0 ? Next() : Below(9)),
        _ => Call("set_param", caller, 0x7ff0, 0, (Below(3) << 56) | Below(256)),
    };

    private string? OnlyVcpu(ulong caller) => Below(4) switch
    {
        3 => Call("vcpu_down", caller, 1 + Below(3)),
        0 => Call("vcpu_is_up", caller, Mostly(0)),
        1 => Call("vcpu_up", caller, Mostly(0)),
        _ => Call("vcpu_initialise", caller, Mostly(0)),
    };
}
