using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Verified.Verifier.Policies.Binary;

/// <summary>Reads the shapes of the binary format from a byte range; a read past the range is an input error.</summary>
internal sealed class WordReader(byte[] bytes, string file, int start, int end)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Offset of the next byte to read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Bytes left in the range.</summary>
    public int Left => end - Position;

    /// <summary>An error at the next byte.</summary>
    public InputException Error(string what, string mend = "compile the policy again") =>
        Error(Position, what, mend);

    /// <summary>An error at a byte that was read before.</summary>
    public InputException Error(int offset, string what, string mend = "compile the policy again") =>
        new(new(file, Offset: offset), what, mend);

    public uint Word(string meaning)
    {
        Require(sizeof(uint), meaning);
        uint word = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(Position));
        Position += sizeof(uint);
        return word;
    }

    /// <summary>A word that must have one value.</summary>
    public void Expect(uint value, string meaning)
    {
        int at = Position;
        uint found = Word(meaning);
        if (found != value)
            throw Error(at, $"{meaning} is {found}, not {value}");
    }

    /// <summary>A word that may not pass a limit.</summary>
    public int Count(int limit, string meaning)
    {
        int at = Position;
        uint found = Word(meaning);
        if (found > limit)
            throw Error(at, $"{found} {meaning}, more than {limit}", "split the policy");
        return (int)found;
    }

    public ImmutableArray<byte> Bytes(int count, string meaning)
    {
        Require(count, meaning);
        ImmutableArray<byte> read = [.. bytes.AsSpan(Position, count)];
        Position += count;
        return read;
    }

    /// <summary>A byte count and so many bytes of UTF-8.</summary>
    public string CountedText(int maxBytes, string meaning)
    {
        int at = Position;
        uint count = Word(meaning);
        if (count > maxBytes)
            throw Error(at, $"{meaning} is longer than {maxBytes} bytes");
        Require((int)count, meaning);
        try
        {
            string text = StrictUtf8.GetString(bytes, Position, (int)count);
            Position += (int)count;
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw Error(at, $"{meaning} is not UTF-8");
        }
    }

    /// <summary>One matrix row: the columns that hold 1.</summary>
    public ImmutableArray<TypeUse> Row(int columns, string meaning)
    {
        Require(2 * columns, meaning);
        ImmutableArray<TypeUse>.Builder uses = ImmutableArray.CreateBuilder<TypeUse>();
        for (int column = 0; column < columns; column++, Position += 2)
        {
            ushort cell = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(Position));
            if (cell > 1)
                throw Error($"a cell of {meaning} is {cell}, neither 0 nor 1");
            if (cell == 1)
                uses.Add(new(column, new(file, Offset: Position)));
        }

        return uses.ToImmutable();
    }

    /// <summary>Zeros up to the next multiple of the alignment, counted from the range's start.</summary>
    public void Padding(int from)
    {
        int padding = BinaryFormat.Padded(Position - from) - (Position - from);
        Require(padding, "padding");
        for (int i = 0; i < padding; i++, Position++)
        {
            if (bytes[Position] != 0)
                throw Error("padding is not zero");
        }
    }

    private void Require(int count, string meaning)
    {
        if (count > Left)
            throw Error($"the file ends within {meaning}", "the file is truncated: compile the policy again");
    }
}
