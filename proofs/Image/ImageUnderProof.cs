using Verified.Proofs.Mutation;
using Verified.Symbolic.Elf;

namespace Verified.Proofs.Image;

/// <summary>A linked kernel image: what every theorem about machine code speaks of.</summary>
public sealed class ImageUnderProof
{
    /// <summary>The symbol of the state's root, at a page boundary; the linker script defines it.</summary>
    public const string StateSymbol = "kernel_state";

    private readonly byte[] _bytes;

    private ImageUnderProof(string path, byte[] bytes, ElfFile elf)
    {
        Path = path;
        _bytes = bytes;
        Elf = elf;
    }

    /// <summary>Where the file stands; for messages and for source lines.</summary>
    public string Path { get; }

    /// <summary>The file's parts.</summary>
    public ElfFile Elf { get; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal.</summary>
    public string Hash => Elf.Hash;

    /// <summary>The address of the state's root.</summary>
    /// <exception cref="ElfException">The image has no such symbol.</exception>
    public ulong StateAddress => Elf.Symbol(StateSymbol).Address;

    /// <summary>The symbols that stand for machine code.</summary>
    public IEnumerable<ElfSymbol> Functions =>
        Elf.Symbols.Where(symbol => symbol.IsDefined && Elf.SectionAt(symbol.Address) is { IsCode: true });

    /// <summary>Reads an image.</summary>
    /// <exception cref="ElfException">No such file, or no ELF64 file for x86-64.</exception>
    public static ImageUnderProof Open(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return new(path, bytes, new ElfFile(bytes));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ElfException($"{path}: no such file; build the image: make image", e);
        }
        catch (Exception e) when (e is ElfException or IOException or UnauthorizedAccessException)
        {
            throw new ElfException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The image with a bug planted.</summary>
    public ImageUnderProof With(Mutant mutant)
    {
        byte[] changed = BytesWith(mutant);
        return new(Path, changed, new ElfFile(changed));
    }

    /// <summary>The file of the image with a bug planted.</summary>
    public byte[] BytesWith(Mutant mutant)
    {
        ArgumentNullException.ThrowIfNull(mutant);
        byte[] changed = [.. _bytes];
        mutant.Bytes.CopyTo(changed, (long)FileOffset(mutant.Address));
        return changed;
    }

    /// <summary>The symbol of a static method, which ILC names <c>module_Namespace_Type__Method</c>.</summary>
    /// <param name="type">The namespace and the type: <c>Verified.Kernel.AllocUnbound</c>.</param>
    /// <param name="method">The method's name.</param>
    /// <exception cref="ElfException">The image has no such symbol, or several.</exception>
    public ElfSymbol Method(string type, string method)
    {
        ArgumentNullException.ThrowIfNull(type);
        string mangled = $"{type.Replace('.', '_')}__{method}";
        ElfSymbol[] found =
            [.. Functions.Where(symbol => IsNameOf(symbol.Name, mangled)).DistinctBy(symbol => symbol.Address)];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new ElfException($"{Path}: no symbol {mangled}: is the image stripped, or the method inlined?"),
            _ => throw new ElfException($"{Path}: {found.Length} symbols {mangled}"),
        };
    }

    /// <summary>The bytes of a function.</summary>
    public byte[] Code(ElfSymbol function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Elf.Bytes(function.Address, (int)function.Size);
    }

    private static bool IsNameOf(string symbol, string mangled) =>
        symbol.EndsWith(mangled, StringComparison.Ordinal)
        && (symbol.Length == mangled.Length || symbol[^(mangled.Length + 1)] == '_');

    private ulong FileOffset(ulong address)
    {
        ElfSection section = Elf.SectionAt(address)
            ?? throw new ElfException($"{Path}: no section at 0x{address:x}");
        return section.Offset + (address - section.Address);
    }
}
