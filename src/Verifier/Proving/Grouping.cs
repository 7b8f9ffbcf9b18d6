using System.Collections.Immutable;
using Verified.Verifier.Intents;
using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Proving;

/// <summary>Who stands together, and what trusted labels could join.</summary>
internal static class Grouping
{
    /// <summary>
    /// The stated coalitions, then every label outside them; without coalitions, the components of sharing.
    /// </summary>
    public static ImmutableArray<Group> Groups(Policy policy, Intent intent, Certificate certificate)
    {
        IEnumerable<int> untrusted = Enumerable.Range(0, policy.VmLabels.Length)
            .Where(label => certificate.LabelClass[label] >= 0);
        if (intent.Coalitions.IsEmpty)
        {
            return [.. untrusted.GroupBy(label => certificate.LabelClass[label])
                .Select(component => new Group(null, [.. component]))];
        }

        HashSet<int> named = [.. intent.Coalitions.SelectMany(coalition => coalition.Labels).Select(use => use.Label)];
        return
        [
            .. intent.Coalitions.Select(coalition =>
                new Group(coalition.Name, [.. coalition.Labels.Select(use => use.Label).Order()])),
            .. untrusted.Where(label => !named.Contains(label)).Select(label => new Group(null, [label])),
        ];
    }

    /// <summary>For each trusted label, in the order of the policy, the groups it shares with.</summary>
    public static ImmutableArray<Bridge> Bridges(Policy policy, Intent intent, ImmutableArray<Group> groups)
    {
        TypeSet[] held = [.. groups.Select(group =>
            group.Labels.Aggregate(default(TypeSet), (types, label) => types.Union(policy.VmLabels[label].SteTypes)))];
        return [.. intent.Trusted.Select(use => use.Label).Order().Select(label => new Bridge(label,
        [
            .. Enumerable.Range(0, groups.Length)
                .Select(group => new BridgeEnd(group,
                    [.. held[group].Intersect(policy.VmLabels[label].SteTypes).Types()]))
                .Where(end => !end.Types.IsEmpty),
        ]))];
    }
}
