using System.IO.Hashing;

namespace Verified.Explorer.States;

/// <summary>
/// Rows of bytes, each once, by number. States that differ have most of their rows in common, so a state is kept as
/// the numbers of its rows. Any number of threads may ask; which number a row gets depends on who comes first.
/// </summary>
/// <param name="length">Bytes of a row.</param>
internal sealed class RowTable(int length)
{
    private readonly Lock _lock = new();
    private byte[][] _rows = new byte[16][];
    private int[] _slots = new int[64];
    private int _count;

    /// <summary>How many rows there are.</summary>
    public int Count => _count;

    /// <summary>The row of a number.</summary>
    public ReadOnlySpan<byte> this[int number] => Volatile.Read(ref _rows)[number];

    /// <summary>The number of a row, a new one if need be.</summary>
    public int NumberOf(ReadOnlySpan<byte> row)
    {
        ulong hash = XxHash3.HashToUInt64(row);
        int found = Find(row, hash);
        if (found >= 0) return found;
        lock (_lock)
        {
            found = Find(row, hash);
            return found >= 0 ? found : Add(row, hash);
        }
    }

    // A slot is written after its row, so whoever sees the slot sees the row.
    private int Find(ReadOnlySpan<byte> row, ulong hash)
    {
        int[] slots = Volatile.Read(ref _slots);
        int mask = slots.Length - 1;
        for (int at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            int slot = Volatile.Read(ref slots[at]);
            if (slot == 0) return -1;
            if (this[slot - 1].SequenceEqual(row)) return slot - 1;
        }
    }

    private int Add(ReadOnlySpan<byte> row, ulong hash)
    {
        if (_count == _rows.Length)
        {
            byte[][] rows = new byte[2 * _count][];
            _rows.CopyTo(rows, 0);
            Volatile.Write(ref _rows, rows);
        }

        if (2 * (_count + 1) > _slots.Length) Rehash();
        _rows[_count] = row.ToArray();
        Insert(_slots, hash, ++_count);
        return _count - 1;
    }

    private void Rehash()
    {
        var slots = new int[2 * _slots.Length];
        for (int row = 0; row < _count; row++) Insert(slots, XxHash3.HashToUInt64(_rows[row]), row + 1);
        Volatile.Write(ref _slots, slots);
    }

    private static void Insert(int[] slots, ulong hash, int number)
    {
        int mask = slots.Length - 1;
        int at = (int)hash & mask;
        while (slots[at] != 0) at = (at + 1) & mask;
        Volatile.Write(ref slots[at], number);
    }

    /// <summary>Bytes that the rows take.</summary>
    public long Bytes => 4L * _slots.Length + (long)_count * (length + 32);
}
