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
        ByDomain("status", [Int("dom"), Int("port")], (s, a, _) => Status(s, a[0], a[1], a[2])),
    ];
}
