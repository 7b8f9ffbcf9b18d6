using Verified.Verifier.Admission;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Tests.Admission;

public sealed class AdmissionTests
{
    [Fact]
    public void Definition_solver_and_all_orders_of_starting_agree_about_who_can_run_together()
    {
        using SolverSession solver = new();
        int apart = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Policy policy = RandomPolicies.Create(seed);
            AdmissionQuestion question = new(solver, policy);
            for (int a = 0; a < policy.VmLabels.Length; a++)
            {
                for (int b = 0; b < policy.VmLabels.Length; b++)
                {
                    bool can = Semantics.CanRunTogether(policy, a, b);
                    Assert.True(can == (question.CanRunTogether(a, b) == Satisfiability.Satisfiable), $"seed {seed}: {a}, {b}");
                    Assert.True(can == Starts(policy, a, b), $"seed {seed}: {a}, {b}");
                    apart += can ? 0 : 1;
                }
            }
        }

        Assert.True(apart > 100, "too few pairs are kept apart for agreement to mean much");
    }

    [Fact]
    public void The_golden_trace_of_the_Chinese_Wall_is_kept()
    {
        // Ten types, label i has type i, conflict sets {2,3} and {0,5,6}; label "L" stands for domain 0 without types.
        Policy policy = PolicyText.Read(PolicyText.Short(
            ["Dom0: x", .. Enumerable.Range(0, 10).Select(i => $"L{i}: | {i}")], "2 3", "0 5 6"));
        int Label(int i) => i + 1;
        Assert.True(Semantics.CanRunTogether(policy, Label(0), Label(1), Label(2)));
        Assert.False(Semantics.CanRunTogether(policy, Label(0), Label(1), Label(2), Label(3)));
        Assert.True(Semantics.CanRunTogether(policy, Label(0), Label(1), Label(3)));
        Assert.False(Semantics.CanRunTogether(policy, Label(0), Label(5)));
        Assert.False(Semantics.CanRunTogether(policy, Label(0), Label(6)));
    }

    /// <summary>Domain 0 runs; then a and b are started by the admission rule of the definition.</summary>
    private static bool Starts(Policy policy, int a, int b)
    {
        if (Semantics.SelfConflict(policy, 0) is not null)
            return false;
        TypeSet running = policy.VmLabels[0].WallTypes;
        foreach (int label in (int[])[a, b])
        {
            TypeSet own = policy.VmLabels[label].WallTypes;
            if (policy.ConflictSets.Any(set =>
                set.Types.Intersect(running.Union(own)).Count > 1 && set.Types.Meets(own)))
                return false;
            running = running.Union(own);
        }

        return true;
    }
}
