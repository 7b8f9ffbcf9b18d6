using System.Buffers.Binary;
using FsCheck.Xunit;

namespace Verified.Machine.Tests;

public sealed class ElfImageTests
{
    private const int NoteHeader = 64;
    private const int LoadHeader = 64 + 56;
    private const int NoteData = 64 + (2 * 56);
    private const ulong Memory = 0x80000;

    [Fact]
    public void The_entry_is_the_notes_and_the_segment_is_the_headers()
    {
        byte[] image = Good();

        Assert.Equal(ParseError.None, ElfImage.Check(image, Memory, out int headers, out uint entry));
        Assert.Equal((2, 0x10020u), (headers, entry));
        Assert.False(ElfImage.TrySegment(image, 0, out _));
        Assert.True(ElfImage.TrySegment(image, 1, out ElfSegment segment));
        Assert.Equal((0x10000u, 20u, 4096u), (segment.Address, segment.FileSize, segment.MemorySize));
    }

    [Fact]
    public void An_image_of_32_bits_is_read_by_its_own_headers()
    {
        byte[] image = Narrow();

        Assert.Equal(ParseError.None, ElfImage.Check(image, Memory, out int headers, out uint entry));
        Assert.Equal((2, 0x10020u), (headers, entry));
        Assert.False(ElfImage.TrySegment(image, 0, out _));
        Assert.True(ElfImage.TrySegment(image, 1, out ElfSegment segment));
        Assert.Equal((0x10000u, 20u, 4096u), (segment.Address, segment.FileSize, segment.MemorySize));
    }

    [Theory]
    [InlineData(18, 62)] // the machine of 64 bits
    [InlineData(42, 56)] // another size of program headers
    [InlineData(44, 17)] // too many
    public void Another_kind_of_file_of_32_bits_is_refused(int at, byte value)
    {
        byte[] image = Narrow();
        image[at] = value;
        Assert.Equal(ParseError.ElfHeader, ElfImage.Check(image, Memory, out _, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_cut_off_anywhere_is_refused(bool isNarrow)
    {
        byte[] image = isNarrow ? Narrow() : Good();
        for (int length = 0; length < image.Length; length++)
            Assert.NotEqual(ParseError.None, ElfImage.Check(image.AsSpan(0, length), Memory, out _, out _));
    }

    [Theory]
    [InlineData(0, 0x7e)] // magic
    [InlineData(4, 1)] // 32-bit, of this machine
    [InlineData(4, 3)] // of no class
    [InlineData(5, 2)] // big-endian
    [InlineData(16, 3)] // a shared object
    [InlineData(18, 40)] // another machine
    [InlineData(54, 32)] // another size of program headers
    [InlineData(56, 0)] // no program header
    [InlineData(56, 17)] // too many
    public void Another_kind_of_file_is_refused(int at, byte value)
    {
        byte[] image = Good();
        image[at] = value;
        Assert.Equal(ParseError.ElfHeader, ElfImage.Check(image, Memory, out _, out _));
    }

    [Theory]
    [InlineData(24, 0x80000UL)] // starts at the end of memory
    [InlineData(24, 0xffff_ffff_ffff_f000UL)] // wraps around
    [InlineData(40, 0x70001UL)] // ends beyond it
    [InlineData(40, 19UL)] // less memory than file
    public void A_segment_that_does_not_fit_the_memory_is_refused(int field, ulong value)
    {
        byte[] image = Good();
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(LoadHeader + field), value);
        Assert.Equal(ParseError.ElfMemory, ElfImage.Check(image, Memory, out _, out _));
    }

    [Fact]
    public void An_image_without_an_entry_note_is_refused()
    {
        byte[] image = Good();
        image[NoteData + 8] = 17;
        Assert.Equal(ParseError.ElfNoEntry, ElfImage.Check(image, Memory, out _, out _));
    }

    [Fact]
    public void An_entry_outside_the_memory_is_refused()
    {
        byte[] image = Good();
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(NoteData + 16), (uint)Memory);
        Assert.Equal(ParseError.ElfNoEntry, ElfImage.Check(image, Memory, out _, out _));
    }

    [Property(MaxTest = 5000)]
    public void Whatever_bytes_change_an_accepted_segment_lies_in_file_and_memory(int seed, byte changes, bool isNarrow)
    {
        byte[] image = isNarrow ? Narrow() : Good();
        Random random = new(seed);
        for (int i = 0; i <= changes % 8; i++)
            image[random.Next(image.Length)] = (byte)random.Next(256);

        if (ElfImage.Check(image, Memory, out int headers, out uint entry) != ParseError.None)
            return;
        Assert.True(entry < Memory);
        for (int i = 0; i < headers; i++)
        {
            if (!ElfImage.TrySegment(image, i, out ElfSegment segment))
                continue;
            Assert.True(segment.Offset + (ulong)segment.FileSize <= (ulong)image.Length);
            Assert.True(segment.FileSize <= segment.MemorySize);
            Assert.True(segment.Address + (ulong)segment.MemorySize <= Memory);
        }
    }

    /// <summary>A note segment and a segment to load, which hold the same 20 bytes.</summary>
    private static byte[] Good()
    {
        byte[] image = new byte[NoteData + 20];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(image);
        Put16(image, 16, 2);
        Put16(image, 18, 62);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(32), NoteHeader);
        Put16(image, 54, 56);
        Put16(image, 56, 2);
        Header(image, NoteHeader, 4, 0, 20);
        Header(image, LoadHeader, 1, 0x10000, 4096);
        Put32(image, NoteData, 4);
        Put32(image, NoteData + 4, 4);
        Put32(image, NoteData + 8, 18);
        "Xen\0"u8.CopyTo(image.AsSpan(NoteData + 12));
        Put32(image, NoteData + 16, 0x10020);
        return image;
    }

    /// <summary>The same in an ELF file of 32 bits.</summary>
    private static byte[] Narrow()
    {
        const int Headers = 52;
        const int Data = Headers + (2 * 32);
        byte[] image = new byte[Data + 20];
        "\u007fELF\u0001\u0001\u0001"u8.CopyTo(image);
        Put16(image, 16, 2);
        Put16(image, 18, 3);
        Put32(image, 28, Headers);
        Put16(image, 42, 32);
        Put16(image, 44, 2);
        (int, uint, uint, uint)[] headers = [(Headers, 4, 0, 20), (Headers + 32, 1, 0x10000, 4096)];
        foreach ((int at, uint type, uint address, uint memory) in headers)
        {
            Put32(image, at, type);
            Put32(image, at + 4, Data);
            Put32(image, at + 12, address);
            Put32(image, at + 16, 20);
            Put32(image, at + 20, memory);
        }

        Good().AsSpan(NoteData).CopyTo(image.AsSpan(Data));
        return image;
    }

    private static void Header(byte[] image, int at, uint type, uint address, uint memory)
    {
        Put32(image, at, type);
        Put32(image, at + 8, NoteData);
        Put32(image, at + 24, address);
        Put32(image, at + 32, 20);
        Put32(image, at + 40, memory);
    }

    private static void Put16(byte[] image, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);

    private static void Put32(byte[] image, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
}
