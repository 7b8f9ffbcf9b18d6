using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations of sched_op and those on a vCPU whose machine code is proved.</summary>
internal static class SchedulingOperations
{
    private const string Scheduler = "Verified.Kernel.Scheduler";

    public static IReadOnlyList<Operation> List { get; } =
    [
        new("block", Scheduler, "Block", [new("success", null)]),
        new("poll_port", Scheduler, "PollPort", [new("success", null), new("no such port", Errno.Invalid)]),
        new("poll_wait", Scheduler, "PollWait", [new("success", null)]),
        new("expire", Scheduler, "Expire", [new("success", null)]),
        new("shutdown", Scheduler, "Shutdown", [new("success", null), new("no such reason", Errno.Invalid)]),
        new("remote_shutdown", Scheduler, "RemoteShutdown",
        [
            new("success", null),
            new("not privileged", Errno.Perm),
            new("no such domain", Errno.Search),
            new("no such reason", Errno.Invalid),
        ]),
        new("unpause", Scheduler, "Unpause", [new("success", null), new("no such domain", Errno.Search)]),
        new("set_evtchn_upcall_vector", "Verified.Kernel.UpcallVector", "Set",
        [
            new("success", null),
            new("no such vector", Errno.Invalid),
            new("no such vCPU", Errno.NoEntry),
        ]),
    ];
}
