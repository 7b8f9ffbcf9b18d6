using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>Something that must hold in every state that satisfies the hypotheses.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Claim">The claim; its negation must be unsatisfiable together with the hypotheses.</param>
/// <param name="Address">The instruction that it is about, or 0.</param>
public sealed record ProofObligation(string Name, Term Claim, ulong Address = 0);
