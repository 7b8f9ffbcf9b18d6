using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Verified.Tools.LinuxKernel;

/// <summary>
/// LZ4's legacy frame, which Linux compresses itself with (lz4_Frame_format.md, "Legacy frame"): a magic number, then blocks,
/// each behind its size; every block but the last unpacks to 8 MiB. Linux appends the size of the whole, 4 bytes.
/// </summary>
public static class LegacyFrame
{
    private const uint Magic = 0x184c2102;
    private const int BlockSize = 8 << 20;
    private const int MostSize = 1 << 28;
    private const int TrailerSize = 4;

    /// <summary>Unpacks it.</summary>
    /// <exception cref="FormatException">It is another format, or damaged.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 4 + TrailerSize || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic)
            throw new FormatException("the kernel in it is not packed with LZ4; take Debian's cloud kernel");

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(frame[^TrailerSize..]);
        if (size > MostSize)
            throw new FormatException("the kernel in it is larger than 256 MiB");
        var kernel = new byte[size];
        ReadOnlySpan<byte> rest = frame[4..^TrailerSize];
        int filled = 0;
        while (rest.Length > 0)
        {
            if (rest.Length < 4)
                throw Damaged();
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            if (length > rest.Length - 4)
                throw Damaged();
            Span<byte> target = kernel.AsSpan(filled, Math.Min(BlockSize, kernel.Length - filled));
            int unpacked = LZ4Codec.Decode(rest.Slice(4, (int)length), target);
            if (unpacked <= 0)
                throw Damaged();
            filled += unpacked;
            rest = rest[(4 + (int)length)..];
        }

        return filled == kernel.Length ? kernel : throw Damaged();
    }

    private static FormatException Damaged() => new("the LZ4 data in it is damaged; fetch it again");
}
