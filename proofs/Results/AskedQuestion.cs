using Verified.Symbolic.Solving;

namespace Verified.Proofs;

/// <summary>The question that settled an obligation.</summary>
/// <param name="Theorem">The theorem that it is part of, as in <see cref="TheoremResult.Theorem"/>.</param>
/// <param name="Obligation">The obligation, decided.</param>
/// <param name="Question">What the solver was asked last.</param>
public sealed record AskedQuestion(string Theorem, ObligationResult Obligation, Question Question)
{
    /// <summary>True iff the obligation holds when the assertions can be true together: it says what is possible.</summary>
    public bool AsksForPossibility => Theorem == OperationProof.PossibleTheorem;
}
