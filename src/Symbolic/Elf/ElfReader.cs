using System.Buffers.Binary;
using System.Text;

namespace Verified.Symbolic.Elf;

/// <summary>Reads numbers and texts at places of a file, none of which may leave it.</summary>
internal readonly ref struct ElfReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public ushort Half(ulong at) => BinaryPrimitives.ReadUInt16LittleEndian(Part(at, 2));

    public uint Word(ulong at) => BinaryPrimitives.ReadUInt32LittleEndian(Part(at, 4));

    public ulong Long(ulong at) => BinaryPrimitives.ReadUInt64LittleEndian(Part(at, 8));

    public byte Byte(ulong at) => Part(at, 1)[0];

    public ReadOnlySpan<byte> Part(ulong at, ulong size)
    {
        ulong length = (ulong)_bytes.Length;
        return at <= length && size <= length - at
            ? _bytes.Slice((int)at, (int)size)
            : throw new ElfException($"offset 0x{at:x}: {size} bytes expected, the file ends at 0x{length:x}");
    }

    public static string Text(ReadOnlySpan<byte> table, ulong at)
    {
        if (at >= (ulong)table.Length)
            throw new ElfException($"a name at 0x{at:x} of a string table of 0x{table.Length:x} bytes");
        ReadOnlySpan<byte> rest = table[(int)at..];
        int end = rest.IndexOf((byte)0);
        return end >= 0
            ? Encoding.UTF8.GetString(rest[..end])
            : throw new ElfException($"a name at 0x{at:x} of a string table that does not end");
    }
}
