namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The policy (acm_op).</summary>
    private IReadOnlyList<Operation> PolicyOperations =>
    [
        ByDomain("getdecision", [Int("by1"), Int("id1"), Int("by2"), Int("id2"), Int("hook")],
            (s, a, _) => GetDecision(s, a[0], a[1], a[2], a[3], a[4], a[5])),
    ];
}
