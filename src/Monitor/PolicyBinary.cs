using System;
using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>
/// Loads a binary policy, version 4, into the monitor. The file is hostile until the last check has passed.
/// </summary>
public static class PolicyBinary
{
    /// <summary>The ssidref of the bootstrap label: the row after <c>__UNLABELED__</c>.</summary>
    public const uint BootstrapRow = 1;

    /// <summary>Puts a policy in force, at boot, before there is any domain.</summary>
    /// <param name="m">The monitor's state; unchanged unless 0 is returned.</param>
    /// <param name="file">The whole file.</param>
    /// <returns>0 or one of <see cref="PolicyError"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Load(ref MonitorState m, ReadOnlySpan<byte> file)
    {
        ref PolicyTables policy = ref InForce.Policy(ref m);
        return policy.LabelCount != 0 ? PolicyError.Busy : Load(ref policy, file);
    }

    /// <summary>Loads a policy into tables that are not in force.</summary>
    /// <param name="policy">The tables; unchanged unless 0 is returned.</param>
    /// <param name="file">The whole file.</param>
    /// <returns>0 or one of <see cref="PolicyError"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Load(ref PolicyTables policy, ReadOnlySpan<byte> file)
    {
        long error = PolicyLayout.Read(file, out PolicyLayout layout);
        if (error != PolicyError.None)
            return error;
        if (!CheckWall(file, ref layout) || !CheckSte(file, ref layout))
            return PolicyError.Invalid;

        Fill(ref policy, file, ref layout);
        return PolicyError.None;
    }

    /// <summary>The Chinese Wall's cells, and that no label holds two types of one conflict set.</summary>
    private static bool CheckWall(ReadOnlySpan<byte> file, ref PolicyLayout layout)
    {
        if (layout.WallTypes == 0)
            return true;

        ConflictTable conflicts = default;
        PolicyCursor sets = new(file, layout.WallMatrix + 2 * layout.WallTypes * layout.WallRows);
        for (uint c = 0; c < layout.Conflicts && c < Limits.ConflictSets; c++)
            sets.Row(layout.WallTypes, ref conflicts[(int)c]);

        PolicyCursor rows = new(file, layout.WallMatrix);
        TypeSet own = default;
        for (uint r = 0; r < layout.WallRows; r++)
        {
            rows.Row(layout.WallTypes, ref own);
            for (uint c = 0; c < layout.Conflicts && c < Limits.ConflictSets; c++)
            {
                if (TypeSets.ManyInCommon(ref conflicts[(int)c], ref own))
                    return false;
            }
        }

        return !sets.Failed && !rows.Failed;
    }

    /// <summary>The Simple Type Enforcement cells, and that a resource label has exactly one type.</summary>
    private static bool CheckSte(ReadOnlySpan<byte> file, ref PolicyLayout layout)
    {
        PolicyCursor rows = new(file, layout.SteMatrix);
        TypeSet own = default;
        for (uint r = 0; r < layout.SteRows; r++)
        {
            rows.Row(layout.SteTypes, ref own);
            if (r >= layout.VmRows && (TypeSets.IsEmpty(ref own) || TypeSets.ManyInCommon(ref own, ref own)))
                return false;
        }

        return !rows.Failed;
    }

    private static void Fill(ref PolicyTables policy, ReadOnlySpan<byte> file, ref PolicyLayout layout)
    {
        policy = default;
        PolicyCursor ste = new(file, layout.SteMatrix);
        for (uint r = 0; r < layout.SteRows && r < Limits.Labels; r++)
            ste.Row(layout.SteTypes, ref policy.Labels[(int)r].SteTypes);

        PolicyCursor wall = new(file, layout.WallMatrix);
        for (uint r = 0; r < layout.WallRows && r < Limits.Labels; r++)
            wall.Row(layout.WallTypes, ref policy.Labels[(int)r].WallTypes);
        for (uint c = 0; c < layout.Conflicts && c < Limits.ConflictSets; c++)
            wall.Row(layout.WallTypes, ref policy.Conflicts[(int)c]);

        policy.LabelCount = layout.VmRows;
        policy.ResourceCount = layout.SteRows - layout.VmRows;
        policy.ConflictCount = layout.Conflicts;
        policy.BootstrapLabel = BootstrapRow;
        // The format has no mark for it: a policy that defines __UNLABELED__ gives it a type.
        ref LabelRow unlabeled = ref policy.Labels[0];
        bool empty = TypeSets.IsEmpty(ref unlabeled.SteTypes) && TypeSets.IsEmpty(ref unlabeled.WallTypes);
        policy.UnlabeledDefined = empty ? 0u : 1u;
    }
}
