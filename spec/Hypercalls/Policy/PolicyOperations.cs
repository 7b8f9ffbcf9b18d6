namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The policy (acm_op).</summary>
    private IReadOnlyList<Operation> PolicyOperations =>
    [
        ByDomain("getdecision", [Int("by1"), Int("id1"), Int("by2"), Int("id2"), Int("hook")],
            (s, a, _) => GetDecision(s, a[0], a[1], a[2], a[3], a[4], a[5])),
        ByPolicy("stage_types", [Int("table"), Int("row"), Int("word"), Long("types")],
            (s, a, _) => StageTypes(s, a[0], a[1], a[2], a[3])),
        ByPolicy("stage_counts",
            [Int("labels"), Int("resources"), Int("conflicts"), Int("bootstrap"), Int("unlabeled")],
            (s, a, _) => StageCounts(s, a[0], a[1], a[2], a[3], a[4])),
        ByPolicy("stage_successor", [Int("ssidref"), Int("successor")], (s, a, _) => StageSuccessor(s, a[0], a[1])),
        ByPolicy("begin_change", [Int("policy"), Int("mode")], (s, a, _) => BeginChange(s, a[0], a[1])),
        ByPolicy("change_label", [Int("ssidref")], (s, a, _) => ChangeLabel(s, a[0])),
        ByPolicy("change_step", [], (s, _, m) => ChangeStep(s, m)),
        ByPolicy("commit_change", [], (s, _, _) => CommitChange(s)),
        ByPolicy("abort_change", [], (s, _, _) => AbortChange(s)),
    ];

    /// <summary>A step of acm_op: what it is part of has seen that the caller is privileged.</summary>
    private static Operation ByPolicy(string name, Argument[] arguments, Step run) =>
        new(name, arguments, (_, _) => TBool.True, run);
}
