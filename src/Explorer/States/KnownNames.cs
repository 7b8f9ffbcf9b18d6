namespace Verified.Explorer.States;

/// <summary>
/// For states as steps lead to them, under which names they are kept: what was found lately. A table of fixed size in
/// which a later entry takes the place of an earlier one.
/// </summary>
internal sealed class KnownNames
{
    private const int Length = 2 * Groups.Count;

    private readonly int[] _entries;
    private readonly int _shift;

    /// <summary>No entry: row numbers are never negative.</summary>
    /// <param name="bits">How many entries there may be: 2 to the power of this.</param>
    public KnownNames(int bits)
    {
        (_entries, _shift) = (new int[Length << bits], 64 - bits);
        Clear();
    }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => sizeof(int) * (long)_entries.Length;

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.AsSpan().Fill(-1);

    /// <summary>The numbers of the rows of the state that stands for one.</summary>
    public bool TryFind(ReadOnlySpan<int> numbers, out ReadOnlySpan<int> named)
    {
        Span<int> entry = EntryOf(numbers);
        named = entry[Groups.Count..];
        return entry[..Groups.Count].SequenceEqual(numbers);
    }

    /// <summary>Keeps what was found.</summary>
    public void Add(ReadOnlySpan<int> numbers, ReadOnlySpan<int> named)
    {
        Span<int> entry = EntryOf(numbers);
        numbers.CopyTo(entry);
        named.CopyTo(entry[Groups.Count..]);
    }

    private Span<int> EntryOf(ReadOnlySpan<int> numbers)
    {
        ulong hash = 0;
        foreach (int number in numbers) hash = (hash ^ (uint)number) * 0x9e3779b97f4a7c15;
        return _entries.AsSpan((int)(hash >> _shift) * Length, Length);
    }
}
