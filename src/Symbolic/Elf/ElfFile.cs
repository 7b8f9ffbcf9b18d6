using System.Security.Cryptography;

namespace Verified.Symbolic.Elf;

/// <summary>
/// An ELF64 little-endian file for x86-64: its sections, segments and symbols, and the bytes that stand at an address
/// of the loaded image. Everything is checked when it is read; a file that lies gives an <see cref="ElfException"/>.
/// </summary>
public sealed class ElfFile
{
    private const ulong HeaderSize = 64, SectionHeaderSize = 64, ProgramHeaderSize = 56, SymbolSize = 24;

    private readonly byte[] _bytes;
    private readonly Dictionary<string, ElfSymbol> _byName = [];
    private readonly List<ElfSymbol> _byAddress;

    /// <summary>Reads a file from memory.</summary>
    /// <exception cref="ElfException">The bytes are no well-formed ELF64 file for x86-64.</exception>
    public ElfFile(byte[] bytes)
    {
        _bytes = bytes ?? throw new ArgumentNullException(nameof(bytes));
        ElfReader reader = new(bytes);
        CheckHeader(reader);
        EntryPoint = reader.Long(0x18);
        Sections = ReadSections(reader);
        Segments = ReadSegments(reader);
        Symbols = ReadSymbols(reader);
        foreach (ElfSymbol symbol in Symbols.Where(s => s.IsDefined && s.Name.Length > 0))
            _byName.TryAdd(symbol.Name, symbol);
        _byAddress = [.. Symbols.Where(s => s.IsDefined && s.Name.Length > 0).OrderBy(s => s.Address)];
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Where the program starts.</summary>
    public ulong EntryPoint { get; }

    /// <summary>All sections, in the file's order; number 0 is empty.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>All program headers, in the file's order.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>All symbols, in the file's order.</summary>
    public IReadOnlyList<ElfSymbol> Symbols { get; }

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ElfException">The file is no well-formed ELF64 file for x86-64.</exception>
    public static ElfFile Open(string path)
    {
        try
        {
            return new(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is ElfException or IOException or UnauthorizedAccessException)
        {
            throw new ElfException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The defined symbol of a name.</summary>
    /// <exception cref="ElfException">No such symbol.</exception>
    public ElfSymbol Symbol(string name) => _byName.TryGetValue(name, out ElfSymbol? symbol)
        ? symbol
        : throw new ElfException($"no symbol {name}: is the image stripped, or the function inlined?");

    /// <summary>The defined symbol of a name, or null.</summary>
    public ElfSymbol? FindSymbol(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The symbol that an address lies in, as <c>name+offset</c>; else the address itself.</summary>
    public string Describe(ulong address)
    {
        int after = _byAddress.FindIndex(s => s.Address > address);
        int last = after < 0 ? _byAddress.Count - 1 : after - 1;
        // Of several symbols at one place, prefer the one that says it covers the address.
        for (int i = last; i >= 0 && i > last - 8; i--)
        {
            ElfSymbol symbol = _byAddress[i];
            if (address - symbol.Address < Math.Max(symbol.Size, 1))
                return address == symbol.Address ? symbol.Name : $"{symbol.Name}+0x{address - symbol.Address:x}";
        }
        return $"0x{address:x}";
    }

    /// <summary>The loaded section that covers an address, or null.</summary>
    public ElfSection? SectionAt(ulong address) =>
        Sections.FirstOrDefault(s => s.IsLoaded && address >= s.Address && address - s.Address < s.Size);

    /// <summary>
    /// The image's initial bytes from an address to the end of its section, <paramref name="count"/> at most.
    /// </summary>
    /// <exception cref="ElfException">The address is in no loaded section.</exception>
    public byte[] Bytes(ulong address, int count)
    {
        ElfSection section = SectionAt(address) ?? throw new ElfException($"no section at 0x{address:x}");
        ulong skip = address - section.Address;
        ulong size = Math.Min((ulong)count, section.Size - skip);
        return section.IsZeros
            ? new byte[size]
            : new ElfReader(_bytes).Part(section.Offset + skip, size).ToArray();
    }

    private static void CheckHeader(ElfReader reader)
    {
        if (!reader.Part(0, 4).SequenceEqual("\x7f\x45\x4c\x46"u8))
            throw new ElfException("not an ELF file: it does not begin with 7f 45 4c 46");
        if (reader.Byte(4) != 2 || reader.Byte(5) != 1 || reader.Half(0x12) != 62)
            throw new ElfException("not an ELF64 little-endian file for x86-64");
        _ = reader.Part(0, HeaderSize);
    }

    private static List<ElfSection> ReadSections(ElfReader reader)
    {
        ulong table = reader.Long(0x28);
        ushort count = reader.Half(0x3c), size = reader.Half(0x3a), names = reader.Half(0x3e);
        if (count == 0)
            return [];
        if (size != SectionHeaderSize || names >= count)
            throw new ElfException($"section headers of {size} bytes, names in section {names} of {count}");
        _ = reader.Part(table, count * SectionHeaderSize);
        ulong strings = table + (names * SectionHeaderSize);
        ReadOnlySpan<byte> text = reader.Part(reader.Long(strings + 24), reader.Long(strings + 32));
        List<ElfSection> sections = new(count);
        for (ulong i = 0; i < count; i++)
        {
            ulong at = table + (i * SectionHeaderSize);
            string name = reader.Word(at) == 0 ? "" : ElfReader.Text(text, reader.Word(at));
            ElfSection section = new(
                name, reader.Word(at + 4), reader.Long(at + 8), reader.Long(at + 16), reader.Long(at + 24), reader.Long(at + 32));
            if (i > 0 && !section.IsZeros)
                _ = reader.Part(section.Offset, section.Size);
            if (section.Address + section.Size < section.Address)
                throw new ElfException($"section {name} wraps around the address space");
            sections.Add(section);
        }
        return sections;
    }

    private static List<ElfSegment> ReadSegments(ElfReader reader)
    {
        ulong table = reader.Long(0x20);
        ushort count = reader.Half(0x38), size = reader.Half(0x36);
        if (count > 0 && size != ProgramHeaderSize)
            throw new ElfException($"program headers of {size} bytes");
        List<ElfSegment> segments = new(count);
        for (ulong i = 0; i < count; i++)
        {
            _ = reader.Part(table, (i + 1) * ProgramHeaderSize);
            ulong at = table + (i * ProgramHeaderSize);
            ElfSegment segment = new(
                reader.Word(at), reader.Word(at + 4), reader.Long(at + 16), reader.Long(at + 24), reader.Long(at + 8),
                reader.Long(at + 32), reader.Long(at + 40));
            _ = reader.Part(segment.Offset, segment.FileSize);
            segments.Add(segment);
        }
        return segments;
    }

    private List<ElfSymbol> ReadSymbols(ElfReader reader)
    {
        List<ElfSymbol> symbols = [];
        int number = Sections.ToList().FindIndex(s => s.Type == 2);
        if (number < 0)
            return symbols;
        ElfSection table = Sections[number];
        uint link = reader.Word(reader.Long(0x28) + ((ulong)number * SectionHeaderSize) + 40);
        if (link >= Sections.Count || Sections[(int)link].IsZeros)
            throw new ElfException($"the symbols' names are in section {link}, which has no contents");
        ReadOnlySpan<byte> text = reader.Part(Sections[(int)link].Offset, Sections[(int)link].Size);
        for (ulong at = 0; at + SymbolSize <= table.Size; at += SymbolSize)
        {
            ulong entry = table.Offset + at;
            string name = reader.Word(entry) == 0 ? "" : ElfReader.Text(text, reader.Word(entry));
            symbols.Add(new(
                name, reader.Long(entry + 8), reader.Long(entry + 16), reader.Byte(entry + 4) & 15, reader.Half(entry + 6)));
        }
        return symbols;
    }
}
