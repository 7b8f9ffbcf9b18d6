namespace Verified.Explorer.States;

/// <summary>
/// The State in runs of 8 bytes, by how often a step changes them: what is compared after every step, what seldom
/// changes and is compared before a state is left, and statistics, which are no part of a state.
/// </summary>
internal static class Regions
{
    /// <summary>Bytes of a cell.</summary>
    public const int Cell = 8;

    // What no operation of the usual configurations writes.
    private static readonly (int Offset, int Length)[] Cold =
        [.. Whole("Params", "VirqPorts", "Monitor.Policies", "Store", "MemoryBase")];

    // As Scratch.ClearStatistics says.
    private static readonly (int Offset, int Length)[] Left = [.. Whole("Log", "Runstates", "Woken")];

    /// <summary>What is compared after every step.</summary>
    public static (int Offset, int Length)[] Often { get; } = [.. Runs(cell => !IsIn(Cold, cell) && !IsIn(Left, cell))];

    /// <summary>What is compared before a state is left.</summary>
    public static (int Offset, int Length)[] Seldom { get; } = [.. Runs(cell => IsIn(Cold, cell))];

    /// <summary>Whether a byte is compared after every step.</summary>
    public static bool IsOften(int offset) => Often.Any(run => offset >= run.Offset && offset < run.Offset + run.Length);

    /// <summary>For every cell whether it is of the log or other statistics, which no step depends on.</summary>
    public static bool[] IsLeftCell { get; } = [.. Enumerable.Range(0, (StateLayout.Size + Cell - 1) / Cell).Select(cell => IsIn(Left, cell))];

    /// <summary>For every cell, the parts of a record (<see cref="Groups"/>) that it belongs to, one bit each.</summary>
    public static uint[] GroupsOf { get; } = FindGroups();

    private static IEnumerable<(int Offset, int Length)> Whole(params string[] members) =>
        members.Select(StateLayout.MemberOf).Select(member => member.Offset % Cell == 0 && member.Length % Cell == 0
            ? member
            : throw new InvalidOperationException($"a member at {member.Offset} does not fill whole cells"));

    private static bool IsIn((int Offset, int Length)[] members, int cell) =>
        members.Any(member => cell * Cell >= member.Offset && cell * Cell < member.Offset + member.Length);

    private static IEnumerable<(int Offset, int Length)> Runs(Func<int, bool> isIn)
    {
        int start = -1, cells = StateLayout.Size / Cell;
        for (int cell = 0; cell <= cells; cell++)
        {
            bool belongs = cell < cells && isIn(cell);
            if (belongs && start < 0) start = cell;
            if (belongs || start < 0) continue;
            yield return (start * Cell, (cell - start) * Cell);
            start = -1;
        }
    }

    private static uint[] FindGroups()
    {
        var groups = new uint[StateLayout.Size / Cell];
        for (int group = 0; group < Groups.Count; group++)
        {
            foreach (Piece piece in Groups.Pieces[group])
            {
                for (int cell = piece.Offset / Cell; cell * Cell < piece.Offset + piece.Length; cell++)
                    groups[cell] |= 1u << group;
            }
        }

        return groups;
    }
}
