using FsCheck.Xunit;

namespace Verified.Machine.Tests;

public sealed class NewcArchiveTests
{
    private static readonly byte[] s_good = Newc.Pack(("manifest", [1, 2, 3]), ("policy.bin", [4, 5, 6, 7, 8]));

    [Fact]
    public void A_file_is_found_by_its_name_with_its_bytes()
    {
        Assert.Equal(ParseError.None, NewcArchive.Check(s_good, out _));
        Assert.True(NewcArchive.TryFind(s_good, "policy.bin"u8, out ArchiveEntry entry));
        Assert.Equal([4, 5, 6, 7, 8], s_good.AsSpan(entry.Offset, entry.Length).ToArray());
    }

    [Fact]
    public void A_name_that_is_not_there_is_not_found()
    {
        Assert.False(NewcArchive.TryFind(s_good, "policy"u8, out _));
        Assert.False(NewcArchive.TryFind(s_good, "TRAILER!!!"u8, out _));
    }

    [Fact]
    public void An_archive_cut_off_anywhere_before_its_trailers_name_ends_is_truncated()
    {
        int end = s_good.AsSpan().LastIndexOf("TRAILER!!!"u8) + "TRAILER!!!".Length + 1;
        for (int length = 0; length < end; length++)
            Assert.Equal(ParseError.ArchiveTruncated, NewcArchive.Check(s_good.AsSpan(0, length), out _));
    }

    [Fact]
    public void Two_files_of_one_name_are_refused_at_the_second()
    {
        byte[] archive = Newc.Pack(("a", [1]), ("b", [2]), ("a", [3]));

        Assert.Equal(ParseError.ArchiveDuplicate, NewcArchive.Check(archive, out int place));
        Assert.Equal(2 * (112 + 4), place);
    }

    [Fact]
    public void More_files_than_are_read_are_refused()
    {
        (string, byte[])[] files = [.. Enumerable.Range(0, NewcArchive.MostEntries + 1).Select(i => ($"f{i}", Array.Empty<byte>()))];

        Assert.Equal(ParseError.ArchiveTooMany, NewcArchive.Check(Newc.Pack(files), out _));
        Assert.Equal(ParseError.None, NewcArchive.Check(Newc.Pack(files[1..]), out _));
    }

    [Property(MaxTest = 2000)]
    public void Whatever_bytes_change_what_is_found_lies_in_the_archive(int seed, byte changes)
    {
        byte[] archive = [.. s_good];
        Random random = new(seed);
        for (int i = 0; i <= changes % 8; i++)
            archive[random.Next(archive.Length)] = (byte)random.Next(256);

        NewcArchive.Check(archive, out int place);

        Assert.InRange(place, 0, archive.Length);
        if (NewcArchive.TryFind(archive, "policy.bin"u8, out ArchiveEntry entry))
            Assert.True(entry.Offset >= 0 && entry.Length >= 0 && entry.Offset + (long)entry.Length <= archive.Length);
    }
}
