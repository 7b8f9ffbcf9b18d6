using Verified.Proofs;
using Verified.Proofs.Policies;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verdict = Verified.Proofs.Verdict;

namespace Verified.PolicyProofs.Tests;

public sealed class CertificateTheoremTests
{
    private readonly TermStore _store = new();
    private readonly AnyCertificate _any;
    private readonly LemmaProof _proof;

    public CertificateTheoremTests()
    {
        _any = new(_store);
        _proof = new(new Z3Solver(), _store);
    }

    [Fact]
    public void A_certificate_that_passes_implies_isolation_along_flows_of_any_length()
    {
        IReadOnlyList<ObligationResult> lemmas = CertificateTheorem.Prove();
        Assert.Equal(3, lemmas.Count);
        Assert.All(lemmas, lemma => Assert.Equal((lemma.Name, Verdict.Proved), (lemma.Name, lemma.Verdict)));
    }

    [Fact]
    public void Labels_share_iff_some_type_is_held_by_both() =>
        Assert.Equal(Verdict.Proved, SharingTheorem.Prove().Verdict);

    [Fact]
    public void A_checker_that_ignores_types_is_refuted() => Assert.Equal(
        [Verdict.Proved, Verdict.Refuted, Verdict.Proved],
        Verdicts((label, _) => _any.Claim.IsTrusted(label)
            | _any.Certificate.ClassCoalition(_any.Certificate.LabelClass(label)) == _any.Claim.Coalition(label)));

    [Fact]
    public void A_checker_that_ignores_coalitions_is_refuted() => Assert.Equal(
        [Verdict.Proved, Verdict.Proved, Verdict.Refuted],
        Verdicts((label, type) => _any.Claim.IsTrusted(label)
            | !_any.Claim.Holds(label, type)
            | _any.Certificate.TypeClass(type) == _any.Certificate.LabelClass(label)));

    [Fact]
    public void A_checker_that_takes_every_label_for_trusted_is_refuted() => Assert.Equal(
        [Verdict.Proved, Verdict.Refuted, Verdict.Refuted], Verdicts((_, _) => SymbolicBool.True));

    [Fact]
    public void No_lemma_holds_without_any_one_of_its_hypotheses()
    {
        foreach (Specification.Lemma lemma in _any.Isolation())
        {
            for (int i = 0; i < lemma.Hypotheses.Count; i++)
            {
                SymbolicBool[] fewer = [.. lemma.Hypotheses.Take(i), .. lemma.Hypotheses.Skip(i + 1)];
                ObligationResult result = _proof.Decide(lemma with { Hypotheses = fewer });
                Assert.Equal((lemma.Name, i, Verdict.Refuted), (lemma.Name, i, result.Verdict));
            }
        }
    }

    [Fact]
    public void A_lemma_whose_hypotheses_exclude_each_other_is_refuted()
    {
        SymbolicBool trusted = _any.Claim.IsTrusted(new(_store.Variable("s", 32)));
        ObligationResult result = _proof.Decide(new("nothing", [trusted, !trusted], SymbolicBool.False));
        Assert.Equal((Verdict.Refuted, "its hypotheses exclude each other"), (result.Verdict, result.Detail));
    }

    private IEnumerable<Verdict> Verdicts(Func<SymbolicWord, SymbolicWord, SymbolicBool> passes) =>
        _any.Isolation(passes).Select(lemma => _proof.Decide(lemma).Verdict);
}
