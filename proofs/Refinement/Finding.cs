using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>An obligation with what the solver said to it.</summary>
/// <param name="Obligation">The obligation.</param>
/// <param name="Result">The result.</param>
/// <param name="Question">What the solver was asked last: hypotheses and the claim's negation.</param>
/// <param name="Model">When refuted: values under which all of the question holds.</param>
public sealed record Finding(
    ProofObligation Obligation, ObligationResult Result, IReadOnlyList<Term> Question, Model? Model)
{
    /// <summary>The question as the solver read it, without arrays.</summary>
    public required Question Asked { get; init; }

    /// <summary>What was proved on the way and taken as known.</summary>
    public IReadOnlyList<Finding> Facts { get; init; } = [];
}
