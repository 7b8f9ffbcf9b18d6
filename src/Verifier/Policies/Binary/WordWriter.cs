using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Verified.Verifier.Policies.Binary;

/// <summary>Collects big-endian words and the other shapes of the binary format.</summary>
internal sealed class WordWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void Words(params ReadOnlySpan<uint> words)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
            _bytes.AddRange(bytes);
        }
    }

    /// <summary>The number of bytes as a word, then the bytes in UTF-8.</summary>
    public void CountedText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Words((uint)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>One 16-bit cell a column: 1 where the set has the column's type.</summary>
    public void Row(TypeSet set, ImmutableArray<int> columns)
    {
        foreach (int type in columns)
        {
            _bytes.Add(0);
            _bytes.Add(set.Contains(type) ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Zeros up to the alignment of blocks.</summary>
    public void Pad()
    {
        while (_bytes.Count % BinaryFormat.Alignment != 0)
            _bytes.Add(0);
    }
}
