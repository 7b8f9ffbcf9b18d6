using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>Something that must hold in every state that satisfies the hypotheses.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Claim">The claim; its negation must be unsatisfiable together with the hypotheses.</param>
/// <param name="Address">The instruction that it is about, or 0.</param>
public sealed record ProofObligation(string Name, Term Claim, ulong Address = 0)
{
    /// <summary>Whether the claim, once proved, is a hypothesis of the same theorem's obligations after it.</summary>
    public bool IsLemma { get; init; }

    /// <summary>When the claim is an implication: what it supposes.</summary>
    public Term Premise { get; init; } = Claim.Store.True;

    /// <summary>What the claim says under its premise.</summary>
    public Term Conclusion { get; init; } = Claim;

    /// <summary>The entries that it compares, if it compares tables.</summary>
    public IReadOnlyList<EntryPair> Entries { get; init; } = [];
}

/// <summary>One entry of a field, as the code leaves it and as the specification does.</summary>
/// <param name="Field">The field's path, as <c>Ports.State</c>.</param>
/// <param name="Index">The entry's index, of which nothing is known; null for a field without indices.</param>
/// <param name="Actual">What the code leaves there.</param>
/// <param name="Expected">What the specification leaves there.</param>
public sealed record EntryPair(string Field, Term? Index, Term Actual, Term Expected);
