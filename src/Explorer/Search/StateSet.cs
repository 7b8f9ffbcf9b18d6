using System.IO.Hashing;

namespace Verified.Explorer.Search;

/// <summary>
/// The states that were reached, numbered in the order in which they were added: every record in full, so that no
/// state is ever taken for another. Any number of threads may look while none adds.
/// </summary>
public sealed class StateSet
{
    private const int RecordsAChunk = 1 << 16;
    private const ulong Empty = 0;

    private readonly int _recordLength;
    private readonly List<byte[]> _records = [];
    private readonly List<(int Parent, int Step)[]> _links = [];

    // A slot holds the upper half of the hash and the state's number plus one.
    private ulong[] _slots = new ulong[1 << 16];

    internal StateSet(int recordLength) => _recordLength = recordLength;

    /// <summary>How many states there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that the set takes.</summary>
    public long Bytes =>
        8L * _slots.Length + (long)_records.Count * RecordsAChunk * (_recordLength + 2 * sizeof(int));

    /// <summary>The record of a state.</summary>
    public ReadOnlySpan<byte> Record(int state) =>
        _records[state / RecordsAChunk].AsSpan(state % RecordsAChunk * _recordLength, _recordLength);

    /// <summary>The state from which one was reached first, and the step; -1 for the initial state.</summary>
    public (int Parent, int Step) Link(int state) => _links[state / RecordsAChunk][state % RecordsAChunk];

    internal static ulong Hash(ReadOnlySpan<byte> record) => XxHash3.HashToUInt64(record);

    /// <summary>The number of the state with a record, or -1.</summary>
    internal int Find(ReadOnlySpan<byte> record, ulong hash)
    {
        ulong[] slots = _slots;
        ulong mask = (ulong)slots.Length - 1;
        for (ulong at = hash & mask; slots[at] != Empty; at = (at + 1) & mask)
        {
            if (slots[at] >> 32 != hash >> 32) continue;
            int state = (int)(uint)slots[at] - 1;
            if (Record(state).SequenceEqual(record)) return state;
        }

        return -1;
    }

    /// <summary>Adds a state unless it is there already; says whether it was new.</summary>
    internal bool Add(ReadOnlySpan<byte> record, ulong hash, int parent, int step)
    {
        if (Find(record, hash) >= 0) return false;
        if (2L * (Count + 1) > _slots.Length) Rehash();
        if (Count % RecordsAChunk == 0)
        {
            _records.Add(GC.AllocateUninitializedArray<byte>(RecordsAChunk * _recordLength));
            _links.Add(new (int, int)[RecordsAChunk]);
        }

        record.CopyTo(_records[^1].AsSpan(Count % RecordsAChunk * _recordLength));
        _links[^1][Count % RecordsAChunk] = (parent, step);
        Count++;
        Insert(_slots, hash, Count);
        return true;
    }

    private static void Insert(ulong[] slots, ulong hash, int number)
    {
        ulong mask = (ulong)slots.Length - 1;
        ulong at = hash & mask;
        while (slots[at] != Empty) at = (at + 1) & mask;
        slots[at] = ((hash >> 32) << 32) | (uint)number;
    }

    private void Rehash()
    {
        var slots = new ulong[2 * _slots.Length];
        for (int state = 0; state < Count; state++) Insert(slots, Hash(Record(state)), state + 1);
        _slots = slots;
    }
}
