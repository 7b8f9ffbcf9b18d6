using System.Buffers.Binary;

namespace Verified.EndToEnd.Tests;

public sealed class ImageTests
{
    private const int ProgramHeaders = 32;
    private const int ProgramHeaderSize = 56;
    private const int FileSize = 32;
    private const int HeaderCount = 56;
    private const uint Load = 1;

    [Fact]
    public void The_image_loads_less_than_200_KB()
    {
        byte[] image = File.ReadAllBytes(Path.Combine(Shell.Root, "artifacts/image/kernel.elf"));
        int headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(ProgramHeaders));
        ulong loaded = 0;
        for (int i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(HeaderCount)); i++)
        {
            ReadOnlySpan<byte> header = image.AsSpan(headers + (i * ProgramHeaderSize));
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == Load)
                loaded += BinaryPrimitives.ReadUInt64LittleEndian(header[FileSize..]);
        }

        Assert.InRange(loaded, 1UL, 200_000UL);
    }
}
