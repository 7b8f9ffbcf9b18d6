using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations of event_channel_op whose machine code is proved.</summary>
internal static class EventChannelOperations
{
    private const string Type = "Verified.Kernel.EventChannel";

    public static IReadOnlyList<Operation> List { get; } =
    [
        new("alloc_unbound", Type, "AllocUnbound",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("denied by the policy", Errno.Access),
            new("no free port", Errno.NoSpace),
        ]),
        new("bind_interdomain", Type, "BindInterdomain",
        [
            new("success", null),
            new("no such domain", Errno.Search),
            new("denied by the policy", Errno.Access),
            new("no free port", Errno.NoSpace),
            new("nothing to bind there", Errno.Invalid),
        ]),
        new("bind_virq", Type, "BindVirq",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such vCPU", Errno.NoEntry),
            new("bound already", Errno.Exists),
            new("no such interrupt", Errno.Invalid),
            new("no free port", Errno.NoSpace),
        ]),
        new("bind_ipi", Type, "BindIpi",
        [
            new("success", null),
            new("no such vCPU", Errno.NoEntry),
            new("no free port", Errno.NoSpace),
        ]),
        new("bind_vcpu", Type, "BindVcpu",
        [
            new("success", null),
            new("no such vCPU", Errno.NoEntry),
            new("no such port", Errno.Invalid),
        ]),
        new("reset", Type, "Reset",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("not paused", Errno.Invalid),
        ]),
        new("init_control", Type, "InitControl",
        [
            new("no such vCPU", Errno.NoEntry),
            new("no such place", Errno.Invalid),
            new("not offered", Errno.NoSystemCall),
        ]),
        new("raise_virq", Type, "RaiseVirq", [new("success", null)]),
        new("close", Type, "Close", [new("success", null), new("no such port", Errno.Invalid)]),
        new("send", Type, "Send", [new("success", null), new("no such port", Errno.Invalid)]),
        new("revoke_channel", Type, "RevokeChannel", [new("success", null), new("no such channel", Errno.Invalid)]),
        new("status", Type, "Status",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("no such port", Errno.Invalid),
        ])
        {
            Output = typeof(Kernel.PortStatus),
        },
        new("unmask", Type, "Unmask", [new("success", null), new("no such port", Errno.Invalid)]),
    ];
}
