using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations of acm_op whose machine code is proved: questions, and the steps of a change of the policy.</summary>
internal static class PolicyOperations
{
    private const string Stage = "Verified.Kernel.PolicyStage";
    private const string Change = "Verified.Kernel.PolicyChange";

    private static readonly ResultCase Success = new("success", null);
    private static readonly ResultCase Changing = new("a change is under way", Errno.Busy);
    private static readonly ResultCase OtherPhase = new("not in this phase", Errno.Invalid);

    public static IReadOnlyList<Operation> List { get; } =
    [
        new("getdecision", "Verified.Kernel.Decision", "GetDecision",
        [
            Success,
            new("not the caller's business", Errno.Perm),
            new("no such domain", Errno.Search),
            new("no way to name a label", Errno.Invalid),
            new("no such question", Errno.NoSystemCall),
        ])
        {
            Output = typeof(uint),
        },
        new("stage_types", Stage, "Types", [Success, Changing, new("beyond the tables", Errno.Invalid)]),
        new("stage_counts", Stage, "Counts", [Success, Changing, new("beyond the tables", Errno.Invalid)]),
        new("stage_successor", Stage, "Successor", [Success, Changing, new("beyond the tables", Errno.Invalid)]),
        new("begin_change", Change, "Begin", [Success, Changing, new("no such policy or mode", Errno.Invalid)]),
        new("change_step", Change, "Step", [Success, OtherPhase]),
        new("commit_change", Change, "Commit", [Success, OtherPhase, new("something stands against it", Errno.Busy)]),
        new("abort_change", Change, "Abort", [Success, OtherPhase, new("revocation has begun", Errno.Busy)]),
    ];
}
