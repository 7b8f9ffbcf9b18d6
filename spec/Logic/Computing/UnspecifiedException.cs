namespace Verified.Logic;

/// <summary>
/// A result was asked for that depends on a table entry out of range: the specification leaves it open, and says
/// nothing about what the system does there.
/// </summary>
public sealed class UnspecifiedException : Exception
{
    /// <summary>An error without detail.</summary>
    public UnspecifiedException()
        : this("the specification leaves this value open: it depends on a table entry out of range")
    {
    }

    /// <summary>An error with detail.</summary>
    public UnspecifiedException(string message)
        : base(message)
    {
    }

    /// <summary>An error with detail and cause.</summary>
    public UnspecifiedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
