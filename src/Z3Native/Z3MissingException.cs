namespace Verified.Z3Native;

/// <summary>No usable libz3 was found. The message is one line that says what is missing and how to get it.</summary>
public sealed class Z3MissingException : Exception
{
    /// <summary>The message that fits a Debian system without the library.</summary>
    public Z3MissingException()
        : this("libz3 is missing; install it: apt-get install libz3-4 gcc, then build again")
    {
    }

    /// <summary>An error with its one line.</summary>
    public Z3MissingException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its one line and cause.</summary>
    public Z3MissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
