namespace Verified.Symbolic.Elf;

/// <summary>A section of an ELF file.</summary>
/// <param name="Name">Its name, as <c>.text</c>.</param>
/// <param name="Type">Its <c>sh_type</c>: 1 contents, 2 symbols, 8 zeros.</param>
/// <param name="Flags">Its <c>sh_flags</c>.</param>
/// <param name="Address">Where it is loaded; 0 when it is not.</param>
/// <param name="Offset">Where its contents stand in the file.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record ElfSection(string Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size)
{
    /// <summary>True iff the section has no contents in the file (<c>SHT_NOBITS</c>): it starts as zeros.</summary>
    public bool IsZeros => Type == 8;

    /// <summary>True iff it takes part in the loaded image (<c>SHF_ALLOC</c>).</summary>
    public bool IsLoaded => (Flags & 2) != 0;

    /// <summary>True iff the loaded image may change it (<c>SHF_WRITE</c>).</summary>
    public bool IsWritable => (Flags & 1) != 0;

    /// <summary>True iff it holds machine code (<c>SHF_EXECINSTR</c>).</summary>
    public bool IsCode => (Flags & 4) != 0;
}

/// <summary>A program header: a stretch of the loaded image.</summary>
/// <param name="Type">Its <c>p_type</c>: 1 is loaded.</param>
/// <param name="Flags">Its <c>p_flags</c>: 1 execute, 2 write, 4 read.</param>
/// <param name="Address">Its virtual address.</param>
/// <param name="Physical">Its physical address.</param>
/// <param name="Offset">Where its contents stand in the file.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="MemorySize">Bytes in memory; what the file lacks is zero.</param>
public sealed record ElfSegment(
    uint Type, uint Flags, ulong Address, ulong Physical, ulong Offset, ulong FileSize, ulong MemorySize);

/// <summary>A symbol of an ELF file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its value.</param>
/// <param name="Size">Its size in bytes; 0 when the assembler did not say.</param>
/// <param name="Type">1 data, 2 function, 0 neither.</param>
/// <param name="Section">The number of its section; 0 when it is not defined here.</param>
public sealed record ElfSymbol(string Name, ulong Address, ulong Size, int Type, int Section)
{
    /// <summary>True iff the symbol is defined in this file.</summary>
    public bool IsDefined => Section != 0;

    /// <summary>True iff it is marked as a function.</summary>
    public bool IsFunction => Type == 2;
}
