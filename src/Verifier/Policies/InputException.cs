namespace Verified.Verifier.Policies;

/// <summary>
/// An input that the tool refuses. The message is one line, <c>place: what; mend</c>, and is all that the user sees.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>An error without detail.</summary>
    public InputException()
        : this("the input is refused")
    {
    }

    /// <summary>An error that has its one line already.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>An error that has its one line already, and its cause.</summary>
    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error at a place.</summary>
    /// <param name="place">Where.</param>
    /// <param name="what">What is wrong there.</param>
    /// <param name="mend">What the user can do about it.</param>
    public InputException(Place place, string what, string mend)
        : base($"{place}: {what}; {mend}")
    {
    }
}
