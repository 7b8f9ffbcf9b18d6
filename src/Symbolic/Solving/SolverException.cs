namespace Verified.Symbolic.Solving;

/// <summary>A solver that is not there, does not answer, or answers with a model that is none.</summary>
public sealed class SolverException : Exception
{
    /// <summary>An error without detail.</summary>
    public SolverException()
        : this("the solver failed")
    {
    }

    /// <summary>An error with detail.</summary>
    public SolverException(string message)
        : base(message)
    {
    }

    /// <summary>An error with detail and cause.</summary>
    public SolverException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
