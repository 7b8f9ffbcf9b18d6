namespace Verified.Verifier;

/// <summary>Two independent ways to answer a question disagree: the tool is wrong somewhere, and says so.</summary>
public sealed class ContradictionException : Exception
{
    /// <summary>An error without detail.</summary>
    public ContradictionException()
        : this("two answers disagree")
    {
    }

    /// <summary>An error that says which answers disagree.</summary>
    public ContradictionException(string message)
        : base(message)
    {
    }

    /// <summary>An error with detail and cause.</summary>
    public ContradictionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
