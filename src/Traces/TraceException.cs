namespace Verified.Traces;

/// <summary>A trace that is refused. The message is one line, <c>file:line: what; mend</c>.</summary>
public sealed class TraceException : Exception
{
    /// <summary>An error without detail.</summary>
    public TraceException()
        : this("the trace is refused")
    {
    }

    /// <summary>An error that has its one line already.</summary>
    public TraceException(string message)
        : base(message)
    {
    }

    /// <summary>An error that has its one line already, and its cause.</summary>
    public TraceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error at a place.</summary>
    /// <param name="file">The file, as the user named it.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="what">What is wrong there.</param>
    /// <param name="mend">What the user can do about it.</param>
    public TraceException(string file, int line, string what, string mend)
        : base($"{file}:{line}: {what}; {mend}")
    {
    }
}
