using Microsoft.Z3;
using Verified.Verifier.Policies;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Admission;

/// <summary>
/// The Chinese Wall put to the solver: is there a set of running labels, domain 0's among them, that keeps the
/// invariant |C ∩ Running| ≤ 1 for every conflict set C and in which two given labels run?
/// </summary>
public sealed class AdmissionQuestion
{
    private readonly Context _context;
    private readonly BoolExpr[] _runs;
    private readonly Func<BoolExpr[], Satisfiability> _ask;

    /// <summary>Prepares the questions about a policy.</summary>
    public AdmissionQuestion(SolverSession solver, Policy policy)
    {
        _context = solver.Context;
        _runs = [.. Enumerable.Range(0, policy.VmLabels.Length).Select(label => _context.MkBoolConst($"runs{label}"))];
        List<BoolExpr> invariant =
            [.. policy.ConflictSets.Where(set => set.Uses.Length > 1).Select(set => AtMostOne(policy, set))];
        if (policy.Bootstrap >= 0)
            invariant.Add(_runs[policy.Bootstrap]);
        _ask = solver.Series(invariant);
    }

    /// <summary>Whether domains of both labels can exist at a time.</summary>
    public Satisfiability CanRunTogether(int a, int b) => _ask([_runs[a], _runs[b]]);

    private BoolExpr AtMostOne(Policy policy, ConflictSet set) =>
        _context.MkAtMost([.. set.Types.Types().Select(type => IsRunning(policy, type))], 1);

    /// <summary>A type runs when a label that has it does.</summary>
    private BoolExpr IsRunning(Policy policy, int type) => _context.MkOr(
        Enumerable.Range(0, policy.VmLabels.Length)
            .Where(label => policy.VmLabels[label].WallTypes.Contains(type))
            .Select(label => _runs[label]));
}
