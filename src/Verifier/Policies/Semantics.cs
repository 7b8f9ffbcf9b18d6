namespace Verified.Verifier.Policies;

/// <summary>
/// What a policy means, for labels by their index. Source: design "Policy", Semantics, after the sHype paper
/// (ACSAC 2005, sections 3.2 and 4.1).
/// </summary>
public static class Semantics
{
    /// <summary>share(a, b): the labels have a Simple Type Enforcement type in common.</summary>
    public static bool Share(Policy policy, int a, int b) =>
        policy.VmLabels[a].SteTypes.Meets(policy.VmLabels[b].SteTypes);

    /// <summary>access(vm, resource): the resource's type is one of the VM label's.</summary>
    public static bool Access(Policy policy, int vm, int resource) =>
        policy.VmLabels[vm].SteTypes.Contains(policy.ResourceLabels[resource].Use.Type);

    /// <summary>
    /// Whether domains of these labels can exist at a time beside domain 0: no conflict set then has two of its types
    /// running.
    /// </summary>
    public static bool CanRunTogether(Policy policy, params ReadOnlySpan<int> labels) =>
        ViolatedConflict(policy, labels) is null;

    /// <summary>
    /// The first conflict set, in the order of the file, that keeps these labels apart; null if none does.
    /// </summary>
    public static ConflictSet? ViolatedConflict(Policy policy, params ReadOnlySpan<int> labels)
    {
        TypeSet running = policy.Bootstrap < 0 ? default : policy.VmLabels[policy.Bootstrap].WallTypes;
        foreach (int label in labels)
            running = running.Union(policy.VmLabels[label].WallTypes);
        foreach (ConflictSet set in policy.ConflictSets)
        {
            if (set.Types.Intersect(running).Count > 1)
                return set;
        }

        return null;
    }

    /// <summary>The first conflict set of which the label itself holds two types: then the policy is invalid.</summary>
    public static ConflictSet? SelfConflict(Policy policy, int label)
    {
        foreach (ConflictSet set in policy.ConflictSets)
        {
            if (set.Types.Intersect(policy.VmLabels[label].WallTypes).Count > 1)
                return set;
        }

        return null;
    }
}
