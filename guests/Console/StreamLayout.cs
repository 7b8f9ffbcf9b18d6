using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>
/// A saved domain as a stream of bytes, version 2 (docs/console.md): a header, a record for each frame of its RAM, a
/// checksum. Numbers are little-endian.
/// </summary>
internal static class StreamLayout
{
    /// <summary>The version.</summary>
    internal const uint Version = 2;

    /// <summary>Offset of the version, 4 bytes.</summary>
    internal const int VersionAt = 8;

    /// <summary>Offset of the number of frames, 4 bytes.</summary>
    internal const int FramesAt = 12;

    /// <summary>Offset of the stream's length, 8 bytes.</summary>
    internal const int LengthAt = 16;

    /// <summary>Offset of the policy's version, 4 and 4 bytes.</summary>
    internal const int PolicyVersionAt = 24;

    /// <summary>Offset of the policy's hash, 20 bytes.</summary>
    internal const int HashAt = 32;

    /// <summary>Bytes of the policy's hash.</summary>
    internal const int HashSize = 20;

    /// <summary>Offset of the domain's name, with zeros behind it.</summary>
    internal const int NameAt = 64;

    /// <summary>Offset of the policy's name, with zeros behind it.</summary>
    internal const int PolicyAt = 96;

    /// <summary>Offset of the label's name, with zeros behind it.</summary>
    internal const int LabelAt = 352;

    /// <summary>Offset of the vCPU's registers.</summary>
    internal const int ContextAt = 608;

    /// <summary>Bytes of the vCPU's registers.</summary>
    internal const int ContextSize = 1408;

    /// <summary>Bytes of the header: the first record begins here.</summary>
    internal const int HeaderSize = ContextAt + ContextSize;

    /// <summary>Bytes of a record without its page: the guest frame number.</summary>
    internal const int RecordSize = 8;

    /// <summary>In a record: the page is clear, and its bytes are left out.</summary>
    internal const ulong ClearPage = 1UL << 63;

    /// <summary>Bytes of the checksum: CRC-32 of everything before it, and 4 zeros.</summary>
    internal const int ChecksumSize = 8;

    /// <summary>Its first 8 bytes.</summary>
    internal static ReadOnlySpan<byte> Magic => "VDOMAIN\0"u8;

    /// <summary>A name out of a field that ends with zeros.</summary>
    internal static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> stream, int at, int size)
    {
        int length = 0;
        while (length < size && stream[at + length] != 0)
            length++;
        return stream.Slice(at, length);
    }

    /// <summary>Four bytes.</summary>
    internal static uint Word(ReadOnlySpan<byte> stream, int at) =>
        stream[at] | ((uint)stream[at + 1] << 8) | ((uint)stream[at + 2] << 16) | ((uint)stream[at + 3] << 24);

    /// <summary>Eight bytes.</summary>
    internal static ulong Long(ReadOnlySpan<byte> stream, int at) =>
        Word(stream, at) | ((ulong)Word(stream, at + 4) << 32);

    /// <summary>Goes on with a CRC-32 (ISO 3309), which begins and ends inverted.</summary>
    internal static uint Checksum(uint sum, byte value)
    {
        const uint Polynomial = 0xedb8_8320;
        sum ^= value;
        for (int i = 0; i < 8; i++)
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? Polynomial : 0);
        return sum;
    }
}
