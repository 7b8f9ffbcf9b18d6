namespace Verified.Symbolic.Elf;

/// <summary>A file that is no usable ELF64 image; the message is one line that names the place.</summary>
public sealed class ElfException : Exception
{
    /// <summary>An error without detail.</summary>
    public ElfException()
        : this("not an ELF file")
    {
    }

    /// <summary>An error with detail.</summary>
    public ElfException(string message)
        : base(message)
    {
    }

    /// <summary>An error with detail and cause.</summary>
    public ElfException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
