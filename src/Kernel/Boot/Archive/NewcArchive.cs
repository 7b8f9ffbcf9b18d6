using System;

namespace Verified.Kernel.Boot;

/// <summary>A file in the boot archive.</summary>
public struct ArchiveEntry
{
    /// <summary>Where its name starts.</summary>
    public int NameOffset;

    /// <summary>Bytes of its name.</summary>
    public int NameLength;

    /// <summary>Where its bytes start.</summary>
    public int Offset;

    /// <summary>How many they are.</summary>
    public int Length;
}

/// <summary>
/// Reads cpio archives of the "new ASCII" format (cpio(5), magic 070701). Every number is checked before it is used:
/// the archive may say anything.
/// </summary>
public static class NewcArchive
{
    /// <summary>Most entries that are read, the trailer not counted.</summary>
    public const int MostEntries = 128;

    private const int HeaderLength = 110;
    private const int FileSizeField = 54;
    private const int NameSizeField = 94;
    private const int FieldLength = 8;
    private const int MostName = 256;

    /// <summary>Walks the whole archive.</summary>
    /// <param name="archive">Its bytes, less than 2 GiB.</param>
    /// <param name="place">Where the error is.</param>
    public static ParseError Check(ReadOnlySpan<byte> archive, out int place)
    {
        place = 0;
        for (int i = 0; i <= MostEntries; i++)
        {
            ParseError error = Read(archive, place, out ArchiveEntry entry, out int next);
            if (error != ParseError.None || IsTrailer(archive, in entry))
                return error;
            if (TryFind(archive, Name(archive, in entry), out ArchiveEntry first) && first.Offset != entry.Offset)
                return ParseError.ArchiveDuplicate;
            place = next;
        }

        return ParseError.ArchiveTooMany;
    }

    /// <summary>Finds a file by name in an archive that passed <see cref="Check"/>, or up to its first error.</summary>
    public static bool TryFind(ReadOnlySpan<byte> archive, ReadOnlySpan<byte> name, out ArchiveEntry entry)
    {
        int place = 0;
        for (int i = 0; i <= MostEntries; i++)
        {
            if (Read(archive, place, out entry, out place) != ParseError.None || IsTrailer(archive, in entry))
                break;
            if (Text.Same(Name(archive, in entry), name))
                return true;
        }

        entry = default;
        return false;
    }

    /// <summary>The files one after the other, of an archive that passed <see cref="Check"/>.</summary>
    /// <param name="archive">Its bytes.</param>
    /// <param name="place">0 before the first; moves on.</param>
    /// <param name="entry">The next file.</param>
    /// <returns>False after the last.</returns>
    public static bool TryNext(ReadOnlySpan<byte> archive, ref int place, out ArchiveEntry entry) =>
        Read(archive, place, out entry, out place) == ParseError.None && !IsTrailer(archive, in entry);

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> archive, in ArchiveEntry entry) =>
        archive.Slice(entry.NameOffset, entry.NameLength);

    private static bool IsTrailer(ReadOnlySpan<byte> archive, in ArchiveEntry entry) =>
        Text.Same(Name(archive, in entry), "TRAILER!!!"u8);

    private static ParseError Read(ReadOnlySpan<byte> archive, int place, out ArchiveEntry entry, out int next)
    {
        entry = default;
        next = place;
        if (archive.Length - place < HeaderLength)
            return ParseError.ArchiveTruncated;
        ReadOnlySpan<byte> header = archive.Slice(place, HeaderLength);
        if (!Text.Same(header.Slice(0, 6), "070701"u8)
            || !Text.TryHex(header.Slice(FileSizeField, FieldLength), out uint size)
            || !Text.TryHex(header.Slice(NameSizeField, FieldLength), out uint nameSize)
            || nameSize < 2 || nameSize > MostName)
            return ParseError.ArchiveHeader;
        long data = Aligned((long)place + HeaderLength + nameSize);
        if (data > archive.Length || size > archive.Length - data)
            return ParseError.ArchiveTruncated;
        entry.NameOffset = place + HeaderLength;
        entry.NameLength = (int)nameSize - 1;
        entry.Offset = (int)data;
        entry.Length = (int)size;
        if (archive[entry.NameOffset + entry.NameLength] != 0)
            return ParseError.ArchiveHeader;
        long after = Aligned(data + size);
        next = after > archive.Length ? archive.Length : (int)after;
        return ParseError.None;
    }

    private static long Aligned(long value) => (value + 3) & ~3L;
}
