namespace Verified.PolicyCommands.Tests.Support;

/// <summary>What a policy permits, word for word after the design's semantics, by the names of its labels.</summary>
internal static class ByDefinition
{
    /// <summary>Every permission as a line of text.</summary>
    public static HashSet<string> Permissions(Policy policy)
    {
        HashSet<string> permissions = [];
        int labels = policy.VmLabels.Length;
        for (int a = 0; a < labels; a++)
        {
            if (a == policy.Bootstrap)
                permissions.Add($"domain0 {Name(policy, a)}");
            else if (IsAdmitted(policy, [a]))
                permissions.Add($"create {Name(policy, a)}");
            for (int b = 0; b < labels; b++)
            {
                bool domains = a != b || a != policy.Bootstrap;
                if (domains && policy.VmLabels[a].SteUses.Any(one => policy.VmLabels[b].SteUses.Any(two => one.Type == two.Type)))
                    permissions.Add($"share {Pair(policy, a, b)}");
                if (a != b && IsAdmitted(policy, [a, b]))
                    permissions.Add($"together {Pair(policy, a, b)}");
            }

            foreach (ResourceLabel resource in policy.ResourceLabels)
            {
                if (policy.VmLabels[a].SteUses.Any(use => use.Type == resource.Use.Type))
                    permissions.Add($"access {Name(policy, a)} {resource.Name}");
            }
        }

        return permissions;
    }

    /// <summary>Whether the Chinese Wall lets domain 0 and then a domain of each label be created, one after the other.</summary>
    public static bool IsAdmitted(Policy policy, IEnumerable<int> labels)
    {
        HashSet<int> running = [];
        IEnumerable<int> bootstrap = policy.Bootstrap < 0 ? [] : [policy.Bootstrap];
        foreach (int label in bootstrap.Concat(labels.Where(label => label != policy.Bootstrap)))
        {
            int[] types = [.. policy.VmLabels[label].WallUses.Select(use => use.Type)];
            running.UnionWith(types);
            if (policy.ConflictSets.Any(set => set.Uses.Count(use => running.Contains(use.Type)) > 1))
                return false;
        }

        return true;
    }

    private static string Name(Policy policy, int label) => policy.VmLabels[label].Name;

    private static string Pair(Policy policy, int a, int b) =>
        string.Join(' ', new[] { Name(policy, a), Name(policy, b) }.Order(StringComparer.Ordinal));
}
