using System;

namespace Verified.Kernel.Boot;

/// <summary>What each parse error means, and what to do about it.</summary>
public static class ParseErrorText
{
    /// <summary>The error as the rest of a line.</summary>
    public static ReadOnlySpan<byte> Of(ParseError error)
    {
        if (error <= ParseError.ArchiveDuplicate)
            return OfArchive(error);
        return error <= ParseError.ManifestLong ? OfManifest(error) : OfElf(error);
    }

    private static ReadOnlySpan<byte> OfArchive(ParseError error)
    {
        if (error == ParseError.ArchiveTruncated)
            return "the archive ends too early; pack it again (cpio -o -H newc)"u8;
        if (error == ParseError.ArchiveHeader)
            return "no newc header; pack it with cpio -o -H newc, uncompressed"u8;
        if (error == ParseError.ArchiveTooMany)
            return "more than 128 files; leave some out"u8;
        return "a second file of the same name; leave one out"u8;
    }

    private static ReadOnlySpan<byte> OfManifest(ParseError error)
    {
        if (error == ParseError.ManifestMemory)
            return "memory must be a multiple of 4 KiB, from 64 to 261120; change memory="u8;
        if (error == ParseError.ManifestTooMany)
            return "more than 64 domains; leave some out"u8;
        if (error == ParseError.ManifestOperator)
            return "only the first domain can be the operator's; take the word away"u8;
        if (error == ParseError.ManifestModule)
            return "the operator's domain has no console page, and its module is the boot archive; take these words away"u8;
        if (error == ParseError.ManifestLong)
            return "a line of more than 512 bytes; shorten it"u8;
        return "not understood; write: domain LABEL image=NAME memory=KIB [operator] [console] [module=NAME] [name=NAME] [arg=TEXT]"u8;
    }

    private static ReadOnlySpan<byte> OfElf(ParseError error)
    {
        if (error == ParseError.ElfHeader)
            return "no x86 ELF executable; build it again"u8;
        if (error == ParseError.ElfTruncated)
            return "the ELF file ends too early; build it again"u8;
        if (error == ParseError.ElfMemory)
            return "a segment does not fit the domain's memory; raise memory= in the manifest"u8;
        return "no PHYS32_ENTRY note with an entry in the domain's memory; link it as a PVH guest"u8;
    }
}
