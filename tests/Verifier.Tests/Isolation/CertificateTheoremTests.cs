using Verified.Verifier.Isolation;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Tests.Isolation;

public sealed class CertificateTheoremTests
{
    [Fact]
    public void A_certificate_that_passes_implies_isolation_along_flows_of_any_length()
    {
        using SolverSession solver = new();
        foreach (Obligation obligation in new CertificateTheorem(solver.Context).Obligations())
            Assert.True(obligation.IsProved(solver), obligation.Name);
    }

    [Fact]
    public void The_hypotheses_of_each_step_can_hold()
    {
        using SolverSession solver = new();
        foreach (Obligation obligation in new CertificateTheorem(solver.Context).Obligations())
            Assert.True(obligation.IsSatisfiable(solver), obligation.Name);
    }

    [Fact]
    public void A_checker_that_ignores_types_is_refuted()
    {
        using SolverSession solver = new();
        CertificateTheorem theorem = new(solver.Context, checksTypes: false, checksCoalitions: true);
        Assert.Equal([false, true], theorem.Obligations().Select(obligation => obligation.IsProved(solver)));
    }

    [Fact]
    public void A_checker_that_ignores_coalitions_is_refuted()
    {
        using SolverSession solver = new();
        CertificateTheorem theorem = new(solver.Context, checksTypes: true, checksCoalitions: false);
        Assert.Equal([true, false], theorem.Obligations().Select(obligation => obligation.IsProved(solver)));
    }
}
