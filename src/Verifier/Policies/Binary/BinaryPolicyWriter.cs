namespace Verified.Verifier.Policies.Binary;

/// <summary>
/// Writes the binary format that the kernel loads: version 4, with a names section of ours at the end.
/// </summary>
public static class BinaryPolicyWriter
{
    /// <summary>The policy's bytes; the same policy gives the same bytes.</summary>
    /// <exception cref="InputException">
    /// The policy is invalid (a label holds two types of one conflict set), or no kernel could start with it: it has
    /// neither component, or no bootstrap label.
    /// </exception>
    public static byte[] Write(Policy policy)
    {
        RequireLoadable(policy);
        RowOrder order = new(policy);
        bool hasWall = !policy.WallTypes.IsEmpty;
        bool hasSte = !policy.SteTypes.IsEmpty;

        byte[] reference = ReferenceBlock(policy.Name);
        byte[] wall = hasWall ? WallBlock(policy, order) : [];
        // With a Chinese Wall alone the second component is Simple Type Enforcement without types.
        byte[] ste = SteBlock(policy, order);
        byte[] names = NamesSection(policy, order);

        int primary = BinaryFormat.HeaderBytes + reference.Length;
        // An absent second component has no block: its offset is where one would stand.
        int secondary = primary + (hasWall ? wall.Length : ste.Length);
        int length = BinaryFormat.HeaderBytes + reference.Length + wall.Length + ste.Length + names.Length;
        PolicyVersion version = policy.Version ?? new(0, 0);

        WordWriter all = new();
        all.Words(BinaryFormat.Magic, BinaryFormat.Version, (uint)length, BinaryFormat.HeaderBytes);
        all.Words(hasWall ? BinaryFormat.WallCode : BinaryFormat.SteCode, (uint)primary);
        all.Words(hasWall ? BinaryFormat.SteCode : BinaryFormat.NullCode, (uint)secondary);
        all.Words(version.Major, version.Minor);
        all.Bytes(policy.SourceHash.AsSpan());
        all.Bytes(reference);
        all.Bytes(wall);
        all.Bytes(ste);
        all.Bytes(names);
        return all.ToArray();
    }

    private static void RequireLoadable(Policy policy)
    {
        if (policy.SteTypes.IsEmpty && policy.WallTypes.IsEmpty)
        {
            throw new InputException(new(policy.File), "the policy has no types at all, and no kernel starts with it",
                "give it Simple Type Enforcement or a Chinese Wall");
        }

        if (policy.Bootstrap < 0)
        {
            throw new InputException(new(policy.File), "the policy has no VM label, and domain 0 needs one",
                "define SubjectLabels with a bootstrap label");
        }

        for (int label = 0; label < policy.VmLabels.Length; label++)
        {
            if (Semantics.SelfConflict(policy, label) is not { } conflict)
                continue;
            VmLabel found = policy.VmLabels[label];
            throw new InputException(found.Place,
                $"VM label {NameRules.Quote(found.Name)} holds two types of conflict set "
                + NameRules.Quote(conflict.Name),
                "a label may hold one of them: split the label");
        }
    }

    /// <summary>The policy's name with NUL, after its length.</summary>
    private static byte[] ReferenceBlock(string name)
    {
        WordWriter block = new();
        block.CountedText(name + '\0');
        block.Pad();
        return block.ToArray();
    }

    private static byte[] WallBlock(Policy policy, RowOrder order)
    {
        int types = order.WallTypes.Length;
        int matrixBytes = 2 * types * order.VmRows.Length;
        WordWriter block = new();
        block.Words(BinaryFormat.ComponentVersion, BinaryFormat.WallCode);
        block.Words((uint)types, (uint)order.VmRows.Length, (uint)order.ConflictSets.Length);
        block.Words(BinaryFormat.WallHeaderBytes, (uint)(BinaryFormat.WallHeaderBytes + matrixBytes));
        // Offsets of two tables that only a running ACM had.
        block.Words(0, 0);
        foreach (int label in order.VmRows)
            block.Row(label < 0 ? default : policy.VmLabels[label].WallTypes, order.WallTypes);
        foreach (ConflictSet set in order.ConflictSets)
            block.Row(set.Types, order.WallTypes);
        block.Pad();
        return block.ToArray();
    }

    private static byte[] SteBlock(Policy policy, RowOrder order)
    {
        WordWriter block = new();
        block.Words(BinaryFormat.ComponentVersion, BinaryFormat.SteCode);
        block.Words((uint)order.SteTypes.Length, (uint)(order.VmRows.Length + order.ResourceRows.Length));
        block.Words(BinaryFormat.SteHeaderBytes);
        foreach (int label in order.VmRows)
            block.Row(label < 0 ? default : policy.VmLabels[label].SteTypes, order.SteTypes);
        foreach (int label in order.ResourceRows)
            block.Row(new([policy.ResourceLabels[label].Use.Type]), order.SteTypes);
        block.Pad();
        return block.ToArray();
    }

    /// <summary>
    /// Number of VM rows, then the names of VM labels, resource labels, Simple Type Enforcement types, Chinese Wall
    /// types and conflict sets, each in row order, as a byte count and UTF-8.
    /// </summary>
    private static byte[] NamesSection(Policy policy, RowOrder order)
    {
        WordWriter section = new();
        section.Words((uint)order.VmRows.Length);
        IEnumerable<string> names =
        [
            .. order.VmRows.Select(label => label < 0 ? NameRules.Unlabeled : policy.VmLabels[label].Name),
            .. order.ResourceRows.Select(label => policy.ResourceLabels[label].Name),
            .. order.SteTypes.Select(type => policy.SteTypes[type].Name),
            .. order.WallTypes.Select(type => policy.WallTypes[type].Name),
            .. order.ConflictSets.Select(set => set.Name),
        ];
        foreach (string name in names)
            section.CountedText(name);
        return section.ToArray();
    }
}
