using System.Collections.Immutable;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Explaining;

/// <summary>A conflict set that keeps two labels apart, and what each side brings to it.</summary>
/// <param name="Set">The conflict set.</param>
/// <param name="First">Its types that the first label holds.</param>
/// <param name="Second">Its types that the second label holds.</param>
/// <param name="Bootstrap">Its types that domain 0 holds, which always runs.</param>
public sealed record Clash(
    ConflictSet Set, ImmutableArray<int> First, ImmutableArray<int> Second, ImmutableArray<int> Bootstrap);

/// <summary>Labels between two others, and the types that link each to the next.</summary>
/// <param name="Labels">The two ends and what lies between, in order.</param>
/// <param name="Links">For each step, the types that its two labels have in common.</param>
public sealed record Route(ImmutableArray<int> Labels, ImmutableArray<TypeSet> Links);

/// <summary>Everything that a policy says about two VM labels.</summary>
public sealed class Explanation
{
    /// <summary>The policy.</summary>
    public required Policy Policy { get; init; }

    /// <summary>What its author wants.</summary>
    public required Intent Intent { get; init; }

    /// <summary>The first label.</summary>
    public required int First { get; init; }

    /// <summary>The second; the same when two domains of one label are asked about.</summary>
    public required int Second { get; init; }

    /// <summary>The types that both hold; empty when they may not share.</summary>
    public required TypeSet Common { get; init; }

    /// <summary>
    /// The trusted labels that share with both, each a route of three labels, in the order of the policy.
    /// </summary>
    public required ImmutableArray<Route> TrustedBridges { get; init; }

    /// <summary>Without such a label: a shortest route over several trusted labels, or null.</summary>
    public required Route? TrustedRoute { get; init; }

    /// <summary>
    /// A shortest route over untrusted labels, by which data flows without anyone being relied on; or null.
    /// </summary>
    public required Route? UntrustedRoute { get; init; }

    /// <summary>The conflict sets that keep the two from running together; none when they may.</summary>
    public required ImmutableArray<Clash> Clashes { get; init; }

    /// <summary>
    /// Whether both questions are about one label that domain 0 alone carries: there is no second domain.
    /// </summary>
    public bool IsDomainZeroTwice => First == Second && First == Policy.Bootstrap;

    /// <summary>Domains of the two labels may share.</summary>
    public bool MayShare => Common.Count > 0 && !IsDomainZeroTwice;

    /// <summary>Domains of the two labels may run at a time.</summary>
    public bool MayRunTogether => Clashes.IsEmpty && !IsDomainZeroTwice;

    /// <summary>The name of the coalition that the intent puts a label into, or null.</summary>
    public string? Coalition(int label) =>
        Intent.Coalitions.FirstOrDefault(coalition => coalition.Labels.Any(use => use.Label == label))?.Name;

    /// <summary>Whether the intent trusts a label.</summary>
    public bool IsTrusted(int label) => Intent.Trusted.Any(use => use.Label == label);
}
