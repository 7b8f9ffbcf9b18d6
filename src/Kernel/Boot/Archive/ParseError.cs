namespace Verified.Kernel.Boot;

/// <summary>What can be wrong with the boot archive, its manifest or a guest image. 0 is no error.</summary>
public enum ParseError
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The archive ends inside an entry.</summary>
    ArchiveTruncated,

    /// <summary>No newc header where one must stand.</summary>
    ArchiveHeader,

    /// <summary>More entries than are read.</summary>
    ArchiveTooMany,

    /// <summary>Two entries have the same name.</summary>
    ArchiveDuplicate,

    /// <summary>A manifest line is not "domain LABEL image=NAME memory=KIB [operator] [console] [module=NAME] [name=NAME]
    /// [arg=TEXT]".</summary>
    ManifestLine,

    /// <summary>The memory is no number, no multiple of 4 KiB, or out of range.</summary>
    ManifestMemory,

    /// <summary>More domains than the hypervisor has room for.</summary>
    ManifestTooMany,

    /// <summary>Another domain than the first is to be the operator's.</summary>
    ManifestOperator,

    /// <summary>The operator's domain names a module, or asks for a console page.</summary>
    ManifestModule,

    /// <summary>A line of the manifest is too long.</summary>
    ManifestLong,

    /// <summary>The image is no little-endian x86 ELF executable.</summary>
    ElfHeader,

    /// <summary>A program header or a segment lies outside the file.</summary>
    ElfTruncated,

    /// <summary>A segment does not fit the domain's memory.</summary>
    ElfMemory,

    /// <summary>There is no PHYS32_ENTRY note, or it names no place in the image.</summary>
    ElfNoEntry,
}
