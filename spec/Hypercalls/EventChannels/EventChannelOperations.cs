namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Event channels (event_channel_op).</summary>
    private IReadOnlyList<Operation> EventChannelOperations =>
    [
        ByDomain("alloc_unbound", [Int("dom"), Int("remote_dom")],
            (s, a, _) => AllocUnbound(s, a[0], a[1], a[2])),
        ByDomain("bind_interdomain", [Int("remote_dom"), Int("remote_port")],
            (s, a, m) => BindInterdomain(s, a[0], a[1], a[2], m)),
        ByDomain("send", [Int("port")], (s, a, m) => Send(s, a[0], a[1], m)),
        ByDomain("unmask", [Int("port")], (s, a, m) => Unmask(s, a[0], a[1], m)),
        ByDomain("close", [Int("port")], (s, a, m) => Close(s, a[0], a[1], m)),
        ByDomain("bind_virq", [Int("virq"), Int("vcpu")], (s, a, _) => BindVirq(s, a[0], a[1], a[2])),
        ByDomain("bind_ipi", [Int("vcpu")], (s, a, _) => BindIpi(s, a[0], a[1])),
        ByDomain("bind_vcpu", [Int("port"), Int("vcpu")], (s, a, _) => BindVcpu(s, a[0], a[1], a[2])),
        ByDomain("reset", [Int("dom")], (s, a, m) => Reset(s, a[0], a[1], m)),
        ByDomain("init_control", [Long("gfn"), Int("offset"), Int("vcpu")],
            (s, a, _) => InitControl(s, a[0], a[1], a[2], a[3])),
        new("raise_virq", [Int("domain"), Int("virq")],
            (_, a) => IsDomain(a[0]) & a[1] < VirtualInterrupts.Number,
            (s, a, m) => RaiseVirq(s, a[0], a[1], m)),
        new("revoke_channel", [Int("domain"), Int("port")], (_, _) => TBool.True,
            (s, a, m) => RevokeChannel(s, a[0], a[1], m)),
        ByDomain("status", [Int("dom"), Int("port")], (s, a, _) => Status(s, a[0], a[1], a[2])),
    ];
}
