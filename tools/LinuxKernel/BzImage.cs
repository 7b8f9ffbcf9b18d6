using System.Buffers.Binary;

namespace Verified.Tools.LinuxKernel;

/// <summary>A compressed Linux kernel: Documentation/x86/boot.rst, boot protocol 2.08 and later.</summary>
public static class BzImage
{
    private const int SectorSize = 512;
    private const int SectorsPlace = 0x1f1;
    private const int MagicPlace = 0x202;
    private const int VersionPlace = 0x206;
    private const int PayloadPlace = 0x248;
    private const int HeaderEnd = PayloadPlace + 8;
    private const uint Magic = 0x53726448; // "HdrS"
    private const int FirstVersionWithPayload = 0x208;

    /// <summary>The compressed kernel in it, as the header says.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> image)
    {
        if (image.Length < HeaderEnd || BinaryPrimitives.ReadUInt32LittleEndian(image[MagicPlace..]) != Magic
            || BinaryPrimitives.ReadUInt16LittleEndian(image[VersionPlace..]) < FirstVersionWithPayload)
            throw new FormatException("no bzImage of boot protocol 2.08 or later; give the vmlinuz of a kernel package");

        // 0 stands for 4, and the boot sector itself comes on top.
        int sectors = image[SectorsPlace] == 0 ? 4 : image[SectorsPlace];
        long start = ((sectors + 1L) * SectorSize) + BinaryPrimitives.ReadUInt32LittleEndian(image[PayloadPlace..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(image[(PayloadPlace + 4)..]);
        if (start + length > image.Length)
            throw new FormatException("ends before the kernel in it does; fetch it again");
        return image.Slice((int)start, (int)length);
    }
}
