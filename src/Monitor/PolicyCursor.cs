using System;

namespace Verified.Monitor;

/// <summary>
/// Reads a hostile file from front to back. Nothing is read beyond its end: what is missing reads as 0 and the cursor
/// remembers that it failed, so that one check at the end of a block is enough.
/// </summary>
internal ref struct PolicyCursor
{
    private readonly ReadOnlySpan<byte> _file;

    internal PolicyCursor(ReadOnlySpan<byte> file, uint position)
    {
        _file = file;
        Position = position;
        Failed = false;
    }

    /// <summary>Offset of the next byte; at most the file's length while nothing failed.</summary>
    internal uint Position { get; private set; }

    /// <summary>Whether the file ended too early, or a word was not what it had to be.</summary>
    internal bool Failed { get; private set; }

    internal readonly bool AtEnd => !Failed && Position == (uint)_file.Length;

    internal uint Word() => ((uint)Cell() << 16) | Cell();

    internal ushort Cell()
    {
        if (Failed || (uint)_file.Length < 2 || Position > (uint)_file.Length - 2)
        {
            Failed = true;
            return 0;
        }

        int at = (int)Position;
        Position += 2;
        return (ushort)((_file[at] << 8) | _file[at + 1]);
    }

    /// <summary>The file is refused.</summary>
    internal void Fail() => Failed = true;

    /// <summary>A word that must have this value.</summary>
    internal void Expect(uint value)
    {
        if (Word() != value)
            Failed = true;
    }

    /// <summary>Passes over bytes whose content does not matter.</summary>
    internal void Skip(uint bytes)
    {
        if (Failed || bytes > (uint)_file.Length - Position)
            Failed = true;
        else
            Position += bytes;
    }

    /// <summary>The zeros that fill a block up to a multiple of 8 bytes, counted from its start.</summary>
    internal void Padding(uint start)
    {
        while (!Failed && (Position - start) % 8 != 0)
        {
            if (Position >= (uint)_file.Length || _file[(int)Position] != 0)
                Failed = true;
            else
                Position++;
        }
    }

    /// <summary>One row of a matrix: the columns that hold 1. A cell is 0 or 1.</summary>
    internal void Row(uint columns, ref TypeSet types)
    {
        TypeSets.Clear(ref types);
        for (uint column = 0; column < columns && column < Limits.Types; column++)
        {
            ushort cell = Cell();
            if (cell > 1)
                Failed = true;
            if (cell == 1)
                TypeSets.Add(ref types, (int)column);
        }
    }

    /// <summary>A counted name: 1 to 255 bytes, no control character among them.</summary>
    /// <returns>The name; empty when it is refused.</returns>
    internal ReadOnlySpan<byte> Name()
    {
        uint count = Word();
        uint start = Position;
        if (count == 0 || count >= PolicyFormat.MaximumName)
            Failed = true;
        Skip(count);
        if (Failed)
            return default;

        ReadOnlySpan<byte> name = _file.Slice((int)start, (int)count);
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] < 0x20 || name[i] == 0x7f)
                Failed = true;
        }

        return name;
    }
}
