using System;

namespace Verified.Monitor;

/// <summary>
/// Where the parts of a binary policy stand and how large they are: everything but the matrices, checked.
/// </summary>
internal struct PolicyLayout
{
    /// <summary>Offset of the Chinese Wall's matrix of labels, followed by that of the conflict sets.</summary>
    internal uint WallMatrix;

    /// <summary>Chinese Wall types; 0 without the component.</summary>
    internal uint WallTypes;

    /// <summary>Rows of the Chinese Wall's matrix of labels: the VM labels.</summary>
    internal uint WallRows;

    /// <summary>Conflict sets.</summary>
    internal uint Conflicts;

    /// <summary>Offset of the Simple Type Enforcement matrix.</summary>
    internal uint SteMatrix;

    /// <summary>Simple Type Enforcement types.</summary>
    internal uint SteTypes;

    /// <summary>Rows of its matrix: the VM labels, then the resource labels.</summary>
    internal uint SteRows;

    /// <summary>VM labels, <c>__UNLABELED__</c> included.</summary>
    internal uint VmRows;

    /// <summary>Offset of the first name in the names section, or 0 when the file has none.</summary>
    internal uint Names;

    /// <summary>Reads the layout; an error of <see cref="PolicyError"/>, or 0.</summary>
    internal static long Read(ReadOnlySpan<byte> file, out PolicyLayout layout)
    {
        layout = default;
        if ((uint)file.Length > PolicyFormat.MaximumBytes)
            return PolicyError.TooBig;

        PolicyCursor cursor = new(file, 0);
        bool wall = Header(ref cursor, (uint)file.Length, out uint first, out uint second);
        PolicyName(ref cursor);
        if (cursor.Failed || cursor.Position != first)
            return PolicyError.Invalid;

        if (wall)
        {
            long result = Wall(ref cursor, ref layout);
            if (result != PolicyError.None)
                return result;
            if (cursor.Position != second)
                return PolicyError.Invalid;
        }

        long error = Ste(ref cursor, ref layout);
        return error != PolicyError.None ? error : NamesSection(ref cursor, wall, ref layout);
    }

    /// <summary>The header; tells whether there is a Chinese Wall block, and where the blocks have to stand.</summary>
    private static bool Header(ref PolicyCursor cursor, uint length, out uint first, out uint second)
    {
        cursor.Expect(PolicyFormat.Magic);
        cursor.Expect(PolicyFormat.Version);
        cursor.Expect(length);
        cursor.Expect(PolicyFormat.HeaderBytes);
        uint primary = cursor.Word();
        first = cursor.Word();
        uint secondary = cursor.Word();
        second = cursor.Word();
        bool wall = primary == PolicyFormat.WallCode;
        // (1, 2): Chinese Wall, then Simple Type Enforcement. (2, 0): Simple Type Enforcement alone. No other pair.
        if (wall ? secondary != PolicyFormat.SteCode
                : primary != PolicyFormat.SteCode || secondary != PolicyFormat.NoCode)
            cursor.Fail();

        cursor.Skip(PolicyFormat.HeaderBytes - cursor.Position);
        return wall;
    }

    /// <summary>The policy's own name, with a NUL.</summary>
    private static void PolicyName(ref PolicyCursor cursor)
    {
        uint start = cursor.Position;
        uint count = cursor.Word();
        cursor.Skip(count > PolicyFormat.MaximumName ? uint.MaxValue : count);
        cursor.Padding(start);
    }

    private static long Wall(ref PolicyCursor cursor, ref PolicyLayout layout)
    {
        uint start = cursor.Position;
        cursor.Expect(PolicyFormat.BlockVersion);
        cursor.Expect(PolicyFormat.WallCode);
        layout.WallTypes = cursor.Word();
        layout.WallRows = cursor.Word();
        layout.Conflicts = cursor.Word();
        if (cursor.Failed)
            return PolicyError.Invalid;
        if (layout.WallTypes > Limits.Types || layout.WallRows > Limits.Labels
            || layout.Conflicts > Limits.ConflictSets)
            return PolicyError.TooBig;

        cursor.Expect(PolicyFormat.WallHeaderBytes);
        cursor.Expect(PolicyFormat.WallHeaderBytes + 2 * layout.WallTypes * layout.WallRows);
        cursor.Expect(0);
        cursor.Expect(0);
        layout.WallMatrix = cursor.Position;
        cursor.Skip(2 * layout.WallTypes * (layout.WallRows + layout.Conflicts));
        cursor.Padding(start);
        return cursor.Failed ? PolicyError.Invalid : PolicyError.None;
    }

    private static long Ste(ref PolicyCursor cursor, ref PolicyLayout layout)
    {
        uint start = cursor.Position;
        cursor.Expect(PolicyFormat.BlockVersion);
        cursor.Expect(PolicyFormat.SteCode);
        layout.SteTypes = cursor.Word();
        layout.SteRows = cursor.Word();
        if (cursor.Failed)
            return PolicyError.Invalid;
        if (layout.SteTypes > Limits.Types || layout.SteRows > Limits.Labels)
            return PolicyError.TooBig;

        cursor.Expect(PolicyFormat.SteHeaderBytes);
        layout.SteMatrix = cursor.Position;
        cursor.Skip(2 * layout.SteTypes * layout.SteRows);
        cursor.Padding(start);
        return cursor.Failed ? PolicyError.Invalid : PolicyError.None;
    }

    /// <summary>
    /// The names section, if there is one, and with it the number of VM labels. A file with neither names nor a
    /// Chinese Wall cannot tell resource labels from VM labels: they all count as VM labels.
    /// </summary>
    private static long NamesSection(ref PolicyCursor cursor, bool wall, ref PolicyLayout layout)
    {
        layout.VmRows = wall ? layout.WallRows : layout.SteRows;
        if (cursor.AtEnd)
            return Consistent(ref layout);

        uint rows = cursor.Word();
        if (cursor.Failed || (wall && rows != layout.WallRows) || rows > layout.SteRows)
            return PolicyError.Invalid;

        layout.VmRows = rows;
        layout.Names = cursor.Position;
        uint count = layout.SteRows + layout.SteTypes + layout.WallTypes + layout.Conflicts;
        for (uint i = 0; i < count && !cursor.Failed; i++)
            cursor.Name();

        return cursor.AtEnd ? Consistent(ref layout) : PolicyError.Invalid;
    }

    /// <summary>
    /// Some type, the rows of <c>__UNLABELED__</c> and the bootstrap label, and no VM label without its STE row.
    /// </summary>
    private static long Consistent(ref PolicyLayout layout)
    {
        bool sound = layout.SteTypes + layout.WallTypes > 0 && layout.VmRows >= 2 && layout.VmRows <= layout.SteRows;
        return sound ? PolicyError.None : PolicyError.Invalid;
    }
}
