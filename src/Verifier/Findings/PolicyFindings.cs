using Verified.Verifier.Policies;

namespace Verified.Verifier.Findings;

/// <summary>Findings that a policy gives by itself, whatever is claimed about it.</summary>
public static class PolicyFindings
{
    /// <summary>All findings, in the order of the rules, then of the file.</summary>
    public static IEnumerable<Finding> Of(Policy policy) =>
    [
        .. NoTypes(policy),
        .. SelfConflicting(policy),
        .. NeverStarting(policy),
        .. DeadConflictSets(policy),
        .. UnusedTypes(policy),
        .. UnreachableResources(policy),
    ];

    private static IEnumerable<Finding> NoTypes(Policy policy)
    {
        if (policy.SteTypes.IsEmpty && policy.WallTypes.IsEmpty)
        {
            yield return new(Severity.Error, "null-policy", new(policy.File),
                "the policy has no types at all, and no kernel starts with it",
                "give it Simple Type Enforcement or a Chinese Wall");
        }
    }

    private static IEnumerable<Finding> SelfConflicting(Policy policy)
    {
        for (int label = 0; label < policy.VmLabels.Length; label++)
        {
            if (Semantics.SelfConflict(policy, label) is not { } set)
                continue;
            VmLabel found = policy.VmLabels[label];
            IEnumerable<string> types = set.Types.Intersect(found.WallTypes).Types()
                .Select(type => NameRules.Quote(policy.WallTypes[type].Name));
            yield return new(Severity.Error, "self-conflicting-label", found.Place,
                $"VM label {NameRules.Quote(found.Name)} holds {string.Join(" and ", types)}, which exclude each other in "
                + $"conflict set {NameRules.Quote(set.Name)}",
                "leave it one of them");
        }
    }

    private static IEnumerable<Finding> NeverStarting(Policy policy)
    {
        for (int label = 0; label < policy.VmLabels.Length; label++)
        {
            bool valid = Semantics.SelfConflict(policy, label) is null
                && (policy.Bootstrap < 0 || Semantics.SelfConflict(policy, policy.Bootstrap) is null);
            if (valid && Semantics.ViolatedConflict(policy, label) is { } set)
            {
                VmLabel found = policy.VmLabels[label];
                yield return new(Severity.Warning, "label-never-starts", found.Place,
                    $"VM label {NameRules.Quote(found.Name)} can never start: conflict set {NameRules.Quote(set.Name)} "
                    + "excludes it beside domain 0, which always runs",
                    "take the type from the bootstrap label or from this one");
            }
        }
    }

    private static IEnumerable<Finding> DeadConflictSets(Policy policy)
    {
        TypeSet held = policy.VmLabels.Aggregate(default(TypeSet), (types, label) => types.Union(label.WallTypes));
        foreach (ConflictSet set in policy.ConflictSets)
        {
            if (set.Types.Intersect(held).Count < 2)
            {
                yield return new(Severity.Error, "dead-conflict-set", set.Place,
                    $"conflict set {NameRules.Quote(set.Name)} can never bite: VM labels hold fewer than two "
                    + "of its types",
                    "remove it, or give its types to labels");
            }
        }
    }

    private static IEnumerable<Finding> UnusedTypes(Policy policy)
    {
        TypeSet ste = policy.VmLabels.Aggregate(default(TypeSet), (types, label) => types.Union(label.SteTypes))
            .Union(new(policy.ResourceLabels.Select(label => label.Use.Type)));
        TypeSet wall = policy.VmLabels.Aggregate(default(TypeSet), (types, label) => types.Union(label.WallTypes));
        return
        [
            .. Unused(policy.SteTypes.Where((_, type) => !ste.Contains(type)), "Simple Type Enforcement"),
            .. Unused(policy.WallTypes.Where((_, type) => !wall.Contains(type)), "Chinese Wall"),
        ];
    }

    private static IEnumerable<Finding> Unused(IEnumerable<TypeDefinition> types, string kind) =>
        types.Select(type => new Finding(Severity.Error, "unused-type", type.Place,
            $"no label holds {kind} type {NameRules.Quote(type.Name)}", "remove it, or give it to a label"));

    private static IEnumerable<Finding> UnreachableResources(Policy policy)
    {
        TypeSet held = policy.VmLabels.Aggregate(default(TypeSet), (types, label) => types.Union(label.SteTypes));
        return policy.ResourceLabels
            .Where(resource => !held.Contains(resource.Use.Type))
            .Select(resource => new Finding(Severity.Warning, "unreachable-resource", resource.Place,
                $"no VM may use resource {NameRules.Quote(resource.Name)}: no VM label holds its type "
                + NameRules.Quote(policy.SteTypes[resource.Use.Type].Name),
                "give the type to the label of a VM that serves it"));
    }
}
