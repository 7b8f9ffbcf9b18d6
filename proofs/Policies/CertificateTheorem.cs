using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Policies;

/// <summary>
/// A certificate that passes implies isolation along flows of any length, for every policy and every claim: the
/// statement is <c>Isolation</c> in spec/Theorems, an induction whose lemmas are decided here.
/// </summary>
public static class CertificateTheorem
{
    /// <summary>Decides each lemma; the theorem is proved iff all are. Takes some hundredths of a second.</summary>
    public static IReadOnlyList<ObligationResult> Prove()
    {
        TermStore store = new();
        LemmaProof proof = new(new Z3Solver(), store);
        return [.. new AnyCertificate(store).Isolation().Select(proof.Decide)];
    }
}
