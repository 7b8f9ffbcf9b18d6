using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations of vcpu_op, set_timer_op, hvm_op's parameters and vm_assist whose machine code is proved.</summary>
internal static class VcpuOperations
{
    private const string Type = "Verified.Kernel.VirtualCpu";
    private const string Parameters = "Verified.Kernel.DomainParameters";

    private static readonly ResultCase Success = new("success", null);
    private static readonly ResultCase OtherVcpu = new("no such vCPU", Errno.NoEntry);

    public static IReadOnlyList<Operation> List { get; } =
    [
        new("register_vcpu_info", Type, "RegisterInfo",
            [Success, OtherVcpu, new("no such place", Errno.NoPlace), new("not the caller's RAM", Errno.Invalid)]),
        new("register_runstate_memory_area", Type, "RegisterRunstate",
            [Success, OtherVcpu, new("not the caller's RAM", Errno.Fault)]),
        new("unregister_runstate_memory_area", Type, "UnregisterRunstate", [Success, OtherVcpu]),
        // What it puts out are statistics.
        new("get_runstate_info", Type, "GetRunstate", [Success, OtherVcpu])
        {
            Parameters = [Operation.State, "caller", "vcpu", "now", Operation.Out],
            Output = typeof(Kernel.Runstate),
        },
        new("vcpu_is_up", Type, "IsUp", [Success, OtherVcpu]) { Parameters = ["vcpu"] },
        new("vcpu_initialise", Type, "Initialise", [new("it is already", Errno.Exists), OtherVcpu])
        {
            Parameters = ["vcpu"],
        },
        new("vcpu_up", Type, "Up", [Success, OtherVcpu]) { Parameters = ["vcpu"] },
        new("stop_periodic_timer", Type, "StopPeriodicTimer", [Success, OtherVcpu]) { Parameters = ["vcpu"] },
        new("set_singleshot_timer", Type, "SetSingleshotTimer",
            [Success, OtherVcpu, new("the time has passed", Errno.Time)]),
        new("stop_singleshot_timer", Type, "StopSingleshotTimer", [Success, OtherVcpu]),
        new("set_timer_op", Type, "SetTimerOp", [Success]),
        new("timer_expire", Type, "TimerExpire", [Success]),
        new("watchdog", Type, "Watchdog",
            [Success, new("no such watchdog", Errno.Invalid), new("no free watchdog", Errno.NoSpace)]),
        new("watchdog_expire", Type, "WatchdogExpire", [Success]),
        new("vcpu_down", Type, "Down", [Success, OtherVcpu]),
        new("vm_assist", Type, "Assist",
            [Success, new("no such assistance", Errno.Invalid), new("no such command", Errno.NoSystemCall)]),
        new("set_param", Parameters, "Set",
        [
            Success,
            new("not for this caller", Errno.Perm),
            new("no such domain", Errno.Search),
            new("no such parameter or value", Errno.Invalid),
            new("set once", Errno.Exists),
        ]),
        new("get_param", Parameters, "Get",
        [
            Success,
            new("not for this caller", Errno.Perm),
            new("no such domain", Errno.Search),
            new("no such parameter", Errno.Invalid),
        ])
        {
            Output = typeof(ulong),
        },
        new("pagetable_dying", Parameters, "PagetableDying",
        [
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("another domain", Errno.NotSupported),
            new("no shadow page tables", Errno.Invalid),
        ]),
    ];
}
