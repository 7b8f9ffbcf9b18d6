using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Binary;

/// <summary>
/// The order of a policy's parts in the binary format. Sorting is ordinal, so that the same policy gives the same
/// bytes everywhere: types; <c>__UNLABELED__</c>, the bootstrap label and the other VM labels; resource labels;
/// conflict sets by name, those of one name in the order of the file.
/// </summary>
public sealed class RowOrder
{
    /// <summary>Orders a policy's parts.</summary>
    public RowOrder(Policy policy)
    {
        SteTypes = SortTypes(policy.SteTypes);
        WallTypes = SortTypes(policy.WallTypes);
        int unlabeled = policy.FindVmLabel(NameRules.Unlabeled);
        IEnumerable<int> others = Enumerable.Range(0, policy.VmLabels.Length)
            .Where(label => label != unlabeled && label != policy.Bootstrap)
            .OrderBy(label => policy.VmLabels[label].Name, StringComparer.Ordinal);
        IEnumerable<int> bootstrap = policy.Bootstrap < 0 ? [] : [policy.Bootstrap];
        VmRows = [unlabeled, .. bootstrap, .. others];
        ResourceRows = [.. Enumerable.Range(0, policy.ResourceLabels.Length)
            .Where(label => policy.ResourceLabels[label].Name != NameRules.Unlabeled)
            .OrderBy(label => policy.ResourceLabels[label].Name, StringComparer.Ordinal)];
        ConflictSets = [.. policy.ConflictSets.OrderBy(set => set.Name, StringComparer.Ordinal)];
    }

    /// <summary>Indices of the Simple Type Enforcement types, by column.</summary>
    public ImmutableArray<int> SteTypes { get; }

    /// <summary>Indices of the Chinese Wall types, by column.</summary>
    public ImmutableArray<int> WallTypes { get; }

    /// <summary>
    /// Indices of the VM labels, by ssidref; -1 in row 0 when the policy does not define <c>__UNLABELED__</c>.
    /// </summary>
    public ImmutableArray<int> VmRows { get; }

    /// <summary>Indices of the resource labels; their rows follow the VM labels'.</summary>
    public ImmutableArray<int> ResourceRows { get; }

    /// <summary>The conflict sets, by row.</summary>
    public ImmutableArray<ConflictSet> ConflictSets { get; }

    private static ImmutableArray<int> SortTypes(ImmutableArray<TypeDefinition> types) =>
        [.. Enumerable.Range(0, types.Length).OrderBy(type => types[type].Name, StringComparer.Ordinal)];
}
