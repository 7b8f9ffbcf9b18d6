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
/// A guest image: a 64-bit x86 ELF executable with a PHYS32_ENTRY note (ELF-64 object file format 1.5; Xen's
/// public/elfnote.h). Every number is checked before it is used.
/// </summary>
public static class ElfImage
{
    /// <summary>Most program headers that are read.</summary>
    public const int MostHeaders = 16;

    private const int FileHeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const uint LoadType = 1;
    private const uint NoteType = 4;
    private const uint EntryNote = 18;
    private const ushort Machine = 62;
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
        if (image.Length < FileHeaderSize || !Text.Same(image.Slice(0, 7), "\u007fELF\u0002\u0001\u0001"u8)
            || Read16(image, 16) != Executable || Read16(image, 18) != Machine
            || Read16(image, 54) != ProgramHeaderSize)
            return ParseError.ElfHeader;
        ulong table = Read64(image, 32);
        headers = Read16(image, 56);
        if (headers is 0 or > MostHeaders)
            return ParseError.ElfHeader;
        if (table > (ulong)image.Length || (ulong)(headers * ProgramHeaderSize) > (ulong)image.Length - table)
            return ParseError.ElfTruncated;

        bool found = false;
        for (int i = 0; i < headers; i++)
        {
            int header = (int)table + (i * ProgramHeaderSize);
            ParseError error = CheckHeader(image, header, memory);
            if (error != ParseError.None)
                return error;
            if (Read32(image, header) == NoteType)
                found |= TryFindEntry(image, (int)Read64(image, header + 8), (int)Read64(image, header + 32), ref entry);
        }

        return found && entry < memory ? ParseError.None : ParseError.ElfNoEntry;
    }

    /// <summary>The segment of a program header of a checked image; false when it is not one to load.</summary>
    public static bool TrySegment(ReadOnlySpan<byte> image, int index, out ElfSegment segment)
    {
        int header = (int)Read64(image, 32) + (index * ProgramHeaderSize);
        segment = default;
        segment.Offset = Read32(image, header + 8);
        segment.Address = Read32(image, header + 24);
        segment.FileSize = Read32(image, header + 32);
        segment.MemorySize = Read32(image, header + 40);
        return Read32(image, header) == LoadType;
    }

    private static ParseError CheckHeader(ReadOnlySpan<byte> image, int header, ulong memory)
    {
        uint type = Read32(image, header);
        if (type != LoadType && type != NoteType)
            return ParseError.None;
        ulong offset = Read64(image, header + 8);
        ulong fileSize = Read64(image, header + 32);
        if (offset > (ulong)image.Length || fileSize > (ulong)image.Length - offset)
            return ParseError.ElfTruncated;
        if (type == NoteType)
            return ParseError.None;
        ulong address = Read64(image, header + 24);
        ulong memorySize = Read64(image, header + 40);
        if (fileSize > memorySize || address > memory || memorySize > memory - address)
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
}
