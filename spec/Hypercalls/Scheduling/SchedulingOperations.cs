namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Virtual processors: sched_op, vcpu_op, timers.</summary>
    private IReadOnlyList<Operation> SchedulingOperations =>
    [
        ByDomain("block", [], (s, a, m) => Block(s, a[0], m)),
        ByDomain("poll_port", [Int("port")], (s, a, m) => PollPort(s, a[0], a[1], m)),
        new("poll_wait", [Int("caller"), Int("port"), Long("deadline")],
            (s, a) => MayCall(s, a[0]) & a[1] < (ulong)Sizes.Ports,
            (s, a, _) => PollWait(s, a[0], a[1], a[2])),
        ByDomain("shutdown", [Int("reason")], (s, a, m) => Shutdown(s, a[0], a[1], m)),
        ByDomain("remote_shutdown", [Int("dom"), Int("reason")], (s, a, m) => RemoteShutdown(s, a[0], a[1], a[2], m)),
        ByDomain("watchdog", [Int("id"), Long("period"), Long("now")],
            (s, a, _) => Watchdog(s, a[0], a[1], a[2], a[3])),
        .. VcpuOperations,
        ByDomain("set_evtchn_upcall_vector", [Int("vcpu"), Int("vector")],
            (s, a, _) => SetUpcallVector(s, a[0], a[1], a[2])),
        new("unpause", [Int("domain")], (_, _) => TBool.True, (s, a, _) => Unpause(s, a[0])),
        new("expire", [Int("domain"), Long("now")],
            (_, a) => IsDomain(a[0]),
            (s, a, _) => Expire(s, a[0], a[1])),
    ];
}
