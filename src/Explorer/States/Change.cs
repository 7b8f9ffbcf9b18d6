namespace Verified.Explorer.States;

/// <summary>What a step changes in one part of a record: some bits of its row. Each such change is kept once.</summary>
/// <param name="group">The part.</param>
/// <param name="bits">By number of 8 bytes in the row: which bits become what.</param>
internal sealed class Change(int group, (int At, ulong Mask, ulong Value)[] bits)
{
    private readonly Dictionary<int, int> _to = [];

    /// <summary>The part.</summary>
    public int Group { get; } = group;

    /// <summary>The number of the row that comes of another one.</summary>
    /// <param name="number">The number of that one.</param>
    /// <param name="rows">The rows of the part.</param>
    public int To(int number, RowTable rows)
    {
        if (_to.TryGetValue(number, out int known)) return known;
        byte[] row = rows[number].ToArray();
        Span<ulong> cells = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(row.AsSpan());
        foreach ((int at, ulong mask, ulong value) in bits) cells[at] = (cells[at] & ~mask) | value;
        return _to[number] = rows.NumberOf(row);
    }
}

/// <summary>What a step does: the changes of the parts, none if it leaves the state as it is.</summary>
/// <param name="Changes">One for each part that changes.</param>
internal sealed record Outcome(Change[] Changes);
