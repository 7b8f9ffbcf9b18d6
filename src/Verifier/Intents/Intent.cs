using System.Collections.Immutable;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Intents;

/// <summary>A VM label as an intent names it.</summary>
/// <param name="Label">Index among the policy's VM labels.</param>
/// <param name="Place">Where it is named.</param>
public readonly record struct LabelUse(int Label, Place Place);

/// <summary>Two VM labels, possibly the same, of which an intent states something.</summary>
/// <param name="First">Index among the policy's VM labels.</param>
/// <param name="Second">Index among the policy's VM labels.</param>
/// <param name="Place">Where the pair stands.</param>
public readonly record struct LabelPair(int First, int Second, Place Place);

/// <summary>Labels that may share with each other, and with no other untrusted label.</summary>
/// <param name="Name">Its name, unique in the intent.</param>
/// <param name="Labels">Its members, in the order of the file.</param>
public sealed record Coalition(string Name, ImmutableArray<LabelUse> Labels);

/// <summary>What a policy's author wants, checked against the policy: every label that is named exists.</summary>
public sealed record Intent
{
    /// <summary>Nothing is stated.</summary>
    public static Intent None { get; } = new();

    /// <summary>The file it was read from, or null.</summary>
    public string? File { get; init; }

    /// <summary>The coalitions, disjoint; empty when isolation is not claimed.</summary>
    public ImmutableArray<Coalition> Coalitions { get; init; } = [];

    /// <summary>Labels that may bridge coalitions; none of them is in a coalition.</summary>
    public ImmutableArray<LabelUse> Trusted { get; init; } = [];

    /// <summary>Pairs that must be able to share and to run together.</summary>
    public ImmutableArray<LabelPair> MustShare { get; init; } = [];

    /// <summary>Pairs that the Chinese Wall must keep from running together.</summary>
    public ImmutableArray<LabelPair> NeverTogether { get; init; } = [];
}
