using System;

namespace Verified.Kernel.Boot;

/// <summary>A segment to load.</summary>
public struct ElfSegment
{
    /// <summary>Where its bytes stand in the file.</summary>
    public uint Offset;

    /// <summary>Bytes in the file; the rest is zero.</summary>
    public uint FileSize;

    /// <summary>Guest-physical address.</summary>
    public uint Address;

    /// <summary>Bytes in memory.</summary>
    public uint MemorySize;
}

/// <summary>
/// A guest image: an x86 ELF executable, of 64 or of 32 bits, with a PHYS32_ENTRY note (System V ABI, "Object files"; Xen's
/// public/elfnote.h). Every number is checked before it is used.
/// </summary>
public static class ElfImage
{
    /// <summary>Most program headers that are read.</summary>
    public const int MostHeaders = 16;

    private const int FileHeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int NarrowFileHeaderSize = 52;
    private const int NarrowProgramHeaderSize = 32;
    private const uint LoadType = 1;
    private const uint NoteType = 4;
    private const uint EntryNote = 18;
    private const ushort Machine = 62;
    private const ushort NarrowMachine = 3;
    private const ushort Executable = 2;

    /// <summary>Checks the image against a domain's memory and finds its entry.</summary>
    /// <param name="image">The file.</param>
    /// <param name="memory">Bytes that segments may fill, from address 0 on.</param>
    /// <param name="headers">Number of program headers.</param>
    /// <param name="entry">Guest-physical address of the entry.</param>
    public static ParseError Check(ReadOnlySpan<byte> image, ulong memory, out int headers, out uint entry)
    {
        headers = 0;
        entry = 0;
        if (!IsExecutable(image))
            return ParseError.ElfHeader;
        ulong table = Table(image);
        headers = Read16(image, IsNarrow(image) ? 44 : 56);
        if (headers is 0 or > MostHeaders)
            return ParseError.ElfHeader;
        if (table > (ulong)image.Length || (ulong)(headers * HeaderSize(image)) > (ulong)image.Length - table)
            return ParseError.ElfTruncated;

        bool found = false;
        for (int i = 0; i < headers; i++)
        {
            ProgramHeader header = Header(image, i);
            ParseError error = CheckHeader(image, in header, memory);
            if (error != ParseError.None)
                return error;
            if (header.Type == NoteType)
                found |= TryFindEntry(image, (int)header.Offset, (int)header.FileSize, ref entry);
        }

        return found && entry < memory ? ParseError.None : ParseError.ElfNoEntry;
    }

    /// <summary>The segment of a program header of a checked image; false when it is not one to load.</summary>
    public static bool TrySegment(ReadOnlySpan<byte> image, int index, out ElfSegment segment)
    {
        ProgramHeader header = Header(image, index);
        segment = default;
        segment.Offset = (uint)header.Offset;
        segment.Address = (uint)header.Address;
        segment.FileSize = (uint)header.FileSize;
        segment.MemorySize = (uint)header.MemorySize;
        return header.Type == LoadType;
    }

    private static bool IsExecutable(ReadOnlySpan<byte> image)
    {
        if (image.Length < NarrowFileHeaderSize || Read16(image, 16) != Executable)
            return false;
        if (Text.Same(image.Slice(0, 7), "\u007fELF\u0001\u0001\u0001"u8))
            return Read16(image, 18) == NarrowMachine && Read16(image, 42) == NarrowProgramHeaderSize;
        return image.Length >= FileHeaderSize && Text.Same(image.Slice(0, 7), "\u007fELF\u0002\u0001\u0001"u8)
            && Read16(image, 18) == Machine && Read16(image, 54) == ProgramHeaderSize;
    }

    // Of an image that is an executable.
    private static bool IsNarrow(ReadOnlySpan<byte> image) => image[4] == 1;

    private static ulong Table(ReadOnlySpan<byte> image) => IsNarrow(image) ? Read32(image, 28) : Read64(image, 32);

    private static int HeaderSize(ReadOnlySpan<byte> image) => IsNarrow(image) ? NarrowProgramHeaderSize : ProgramHeaderSize;

    private static ProgramHeader Header(ReadOnlySpan<byte> image, int index)
    {
        int at = (int)Table(image) + (index * HeaderSize(image));
        ProgramHeader header = default;
        header.Type = Read32(image, at);
        if (IsNarrow(image))
        {
            header.Offset = Read32(image, at + 4);
            header.Address = Read32(image, at + 12);
            header.FileSize = Read32(image, at + 16);
            header.MemorySize = Read32(image, at + 20);
        }
        else
        {
            header.Offset = Read64(image, at + 8);
            header.Address = Read64(image, at + 24);
            header.FileSize = Read64(image, at + 32);
            header.MemorySize = Read64(image, at + 40);
        }

        return header;
    }

    private static ParseError CheckHeader(ReadOnlySpan<byte> image, in ProgramHeader header, ulong memory)
    {
        if (header.Type != LoadType && header.Type != NoteType)
            return ParseError.None;
        if (header.Offset > (ulong)image.Length || header.FileSize > (ulong)image.Length - header.Offset)
            return ParseError.ElfTruncated;
        if (header.Type == NoteType)
            return ParseError.None;
        if (header.FileSize > header.MemorySize || header.Address > memory || header.MemorySize > memory - header.Address)
            return ParseError.ElfMemory;
        return ParseError.None;
    }

    /// <summary>Walks the notes in a range of the file that lies within it.</summary>
    private static bool TryFindEntry(ReadOnlySpan<byte> image, int offset, int length, ref uint entry)
    {
        const int NoteHeader = 12;
        ReadOnlySpan<byte> notes = image.Slice(offset, length);
        long place = 0;
        while (place + NoteHeader <= notes.Length)
        {
            int at = (int)place;
            uint nameSize = Read32(notes, at);
            uint size = Read32(notes, at + 4);
            long name = place + NoteHeader;
            long data = name + (((long)nameSize + 3) & ~3L);
            if (data + size > notes.Length)
                return false;
            if (Read32(notes, at + 8) == EntryNote && nameSize == 4 && (size is 4 or 8)
                && Text.Same(notes.Slice((int)name, 4), "Xen\0"u8))
            {
                entry = Read32(notes, (int)data);
                return size == 4 || Read32(notes, (int)data + 4) == 0;
            }

            place = data + (((long)size + 3) & ~3L);
        }

        return false;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, int at) => (ushort)(bytes[at] | (bytes[at + 1] << 8));

    private static uint Read32(ReadOnlySpan<byte> bytes, int at) =>
        Read16(bytes, at) | ((uint)Read16(bytes, at + 2) << 16);

    private static ulong Read64(ReadOnlySpan<byte> bytes, int at) =>
        Read32(bytes, at) | ((ulong)Read32(bytes, at + 4) << 32);

    /// <summary>A program header of either class; the address is the physical one.</summary>
    private struct ProgramHeader
    {
        internal uint Type;
        internal ulong Offset;
        internal ulong Address;
        internal ulong FileSize;
        internal ulong MemorySize;
    }
}
