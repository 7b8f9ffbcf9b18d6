namespace Verified.Symbolic.X86;

/// <summary>
/// Machine code that the lifter does not understand, or an access that no memory model covers: no proof.
/// </summary>
public sealed class LiftException : Exception
{
    /// <summary>An error without detail.</summary>
    public LiftException()
        : this("machine code cannot be lifted")
    {
    }

    /// <summary>An error with detail.</summary>
    public LiftException(string message)
        : base(message)
    {
    }

    /// <summary>An error with detail and cause.</summary>
    public LiftException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error at an instruction.</summary>
    /// <param name="address">The instruction's address.</param>
    /// <param name="message">What cannot be lifted, and why.</param>
    public LiftException(ulong address, string message)
        : base($"0x{address:x}: {message}")
    {
        Address = address;
    }

    /// <summary>The address of the instruction, 0 if unknown.</summary>
    public ulong Address { get; }
}
