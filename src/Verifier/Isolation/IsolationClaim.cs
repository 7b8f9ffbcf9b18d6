using System.Collections.Immutable;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Isolation;

/// <summary>
/// The claim "for all labels a, b outside the trusted ones: share(a, b) implies coalition(a) = coalition(b)", reduced
/// to what it depends on. Labels and types are indices.
/// </summary>
/// <param name="SteTypes">The Simple Type Enforcement types of each label.</param>
/// <param name="TypeCount">Number of types.</param>
/// <param name="Trusted">Whether each label is trusted.</param>
/// <param name="Coalition">
/// The coalition of each label. A label that is in no stated coalition has one of its own, numbered from
/// <paramref name="StatedCoalitions"/>: it may share with no other untrusted label.
/// </param>
/// <param name="StatedCoalitions">How many coalitions were stated; they are numbered from 0.</param>
public sealed record IsolationClaim(
    ImmutableArray<TypeSet> SteTypes,
    int TypeCount,
    ImmutableArray<bool> Trusted,
    ImmutableArray<int> Coalition,
    int StatedCoalitions)
{
    /// <summary>Number of labels.</summary>
    public int LabelCount => SteTypes.Length;

    /// <summary>The claim that an intent makes about a policy.</summary>
    public static IsolationClaim Of(Policy policy, Intent intent)
    {
        int labels = policy.VmLabels.Length;
        bool[] trusted = new bool[labels];
        foreach (LabelUse use in intent.Trusted)
            trusted[use.Label] = true;

        int[] coalition = [.. Enumerable.Range(intent.Coalitions.Length, labels)];
        for (int i = 0; i < intent.Coalitions.Length; i++)
        {
            foreach (LabelUse use in intent.Coalitions[i].Labels)
                coalition[use.Label] = i;
        }

        return new(
            [.. policy.VmLabels.Select(label => label.SteTypes)], policy.SteTypes.Length,
            [.. trusted], [.. coalition], intent.Coalitions.Length);
    }
}
