using Verified.Verifier.Intents;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Findings;

/// <summary>Findings about what is trusted and what the coalitions leave out.</summary>
public static class TrustFindings
{
    /// <summary>All findings, in the order of the rules, then of the file.</summary>
    public static IEnumerable<Finding> Of(Policy policy, Intent intent) =>
    [
        .. BootstrapUntrusted(policy, intent),
        .. NothingUntrusted(policy, intent),
        .. InNoCoalition(policy, intent),
        .. TrustedForLess(policy, intent),
        .. TrustedForMore(policy, intent),
    ];

    private static IEnumerable<Finding> BootstrapUntrusted(Policy policy, Intent intent)
    {
        if (policy.Bootstrap < 0 || intent.Trusted.Any(use => use.Label == policy.Bootstrap))
            yield break;

        VmLabel bootstrap = policy.VmLabels[policy.Bootstrap];
        string name = NameRules.Quote(bootstrap.Name);
        yield return new(
            intent.Coalitions.IsEmpty ? Severity.Note : Severity.Error, "bootstrap-untrusted", bootstrap.Place,
            $"the bootstrap label {name} is not named trusted, though domain 0 can do anything",
            $"name {name} under \"trusted\" in the intent, or with --trusted");
    }

    private static IEnumerable<Finding> NothingUntrusted(Policy policy, Intent intent)
    {
        if (intent.Trusted.Length == policy.VmLabels.Length)
        {
            yield return new(
                intent.Coalitions.IsEmpty ? Severity.Note : Severity.Error, "nothing-untrusted",
                new(intent.File ?? policy.File), "every VM label is trusted: isolation would say nothing",
                "trust only labels that must bridge coalitions");
        }
    }

    private static IEnumerable<Finding> InNoCoalition(Policy policy, Intent intent)
    {
        if (intent.Coalitions.IsEmpty)
            return [];

        HashSet<int> named = [.. intent.Coalitions.SelectMany(coalition => coalition.Labels).Concat(intent.Trusted)
            .Select(use => use.Label)];
        return policy.VmLabels
            .Where((_, label) => !named.Contains(label))
            .Select(label => new Finding(Severity.Note, "label-in-no-coalition", label.Place,
                $"VM label {NameRules.Quote(label.Name)} is in no coalition: it is held to sharing with no "
                + "untrusted label",
                "name it in a coalition of the intent"));
    }

    /// <summary>Labels other than domain 0's that are trusted but reach fewer than two coalitions.</summary>
    private static IEnumerable<Finding> TrustedForLess(Policy policy, Intent intent)
    {
        if (intent.Coalitions.IsEmpty)
            yield break;

        foreach (LabelUse use in intent.Trusted.Where(use => use.Label != policy.Bootstrap))
        {
            int reached = intent.Coalitions.Count(
                coalition => coalition.Labels.Any(member => Semantics.Share(policy, use.Label, member.Label)));
            if (reached < 2)
            {
                yield return new(Severity.Note, "needless-trust", use.Place,
                    $"trusted label {NameRules.Quote(policy.VmLabels[use.Label].Name)} shares with {reached} coalition(s): "
                    + "it bridges nothing",
                    "name it in that coalition instead");
            }
        }
    }

    /// <summary>
    /// Labels other than domain 0's that bridge more than they must: they share with a coalition though every pair that
    /// the intent wants of them is with another. Where it wants no pair of a label, nothing tells what the label must.
    /// </summary>
    private static IEnumerable<Finding> TrustedForMore(Policy policy, Intent intent)
    {
        foreach (LabelUse use in intent.Trusted.Where(use => use.Label != policy.Bootstrap))
        {
            HashSet<int> wanted = [.. intent.MustShare
                .Where(pair => pair.First == use.Label || pair.Second == use.Label)
                .SelectMany(pair => (int[])[pair.First, pair.Second])];
            if (wanted.Count == 0)
                continue;

            foreach (Coalition coalition in intent.Coalitions
                .Where(coalition => !coalition.Labels.Any(member => wanted.Contains(member.Label))))
            {
                TypeSet held = policy.VmLabels[use.Label].SteTypes;
                TypeSet shared = coalition.Labels.Aggregate(default(TypeSet),
                    (types, member) => types.Union(held.Intersect(policy.VmLabels[member.Label].SteTypes)));
                if (shared.Count > 0)
                    yield return More(policy, use, coalition, shared);
            }
        }
    }

    private static Finding More(Policy policy, LabelUse use, Coalition coalition, TypeSet shared)
    {
        VmLabel label = policy.VmLabels[use.Label];
        string name = NameRules.Quote(label.Name);
        string types = string.Join(" and ", shared.Types().Select(type => NameRules.Quote(policy.SteTypes[type].Name)));
        return new(Severity.Warning, "excess-bridge", label.Place,
            $"trusted label {name} bridges coalition {NameRules.Quote(coalition.Name)} too, though no pair that must "
            + "share needs it",
            $"take {types} from {name}, or state the pair under \"mustShare\"");
    }
}
