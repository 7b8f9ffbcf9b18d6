using System.Collections.Immutable;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Explaining;

/// <summary>Explains two labels of a policy to its reader. Linear in the labels' types.</summary>
public static class Explainer
{
    /// <summary>What the policy says about two VM labels.</summary>
    public static Explanation Explain(Policy policy, Intent intent, int first, int second)
    {
        RouteSearch search = new(policy, first, second);
        bool[] trusted = new bool[policy.VmLabels.Length];
        foreach (LabelUse use in intent.Trusted)
            trusted[use.Label] = true;
        TypeSet common = policy.VmLabels[first].SteTypes.Intersect(policy.VmLabels[second].SteTypes);
        ImmutableArray<Route> bridges = first == second ? [] : [.. Enumerable.Range(0, trusted.Length)
            .Where(label => trusted[label] && label != first && label != second
                && Semantics.Share(policy, first, label) && Semantics.Share(policy, label, second))
            .Select(label => search.Route([first, label, second]))];
        bool direct = common.Count > 0;
        return new()
        {
            Policy = policy,
            Intent = intent,
            First = first,
            Second = second,
            Common = common,
            TrustedBridges = bridges,
            TrustedRoute = direct || !bridges.IsEmpty ? null : search.Shortest(label => trusted[label]),
            UntrustedRoute = direct ? null : search.Shortest(label => !trusted[label]),
            Clashes = Clashes(policy, first, second),
        };
    }

    private static ImmutableArray<Clash> Clashes(Policy policy, int first, int second)
    {
        TypeSet always = policy.Bootstrap < 0 ? default : policy.VmLabels[policy.Bootstrap].WallTypes;
        (TypeSet one, TypeSet two) = (policy.VmLabels[first].WallTypes, policy.VmLabels[second].WallTypes);
        TypeSet running = always.Union(one).Union(two);
        return [.. policy.ConflictSets.Where(set => set.Types.Intersect(running).Count > 1)
            .Select(set => new Clash(set, In(set, one), In(set, two), In(set, always)))];
    }

    private static ImmutableArray<int> In(ConflictSet set, TypeSet types) => [.. set.Types.Intersect(types).Types()];
}
