namespace Verified.Logic;

/// <summary>Two words of different widths met in one operator, or a width outside 1 to 64 was asked for.</summary>
public sealed class WidthException : Exception
{
    /// <summary>An error without detail.</summary>
    public WidthException()
        : this("words of different widths")
    {
    }

    /// <summary>An error with detail.</summary>
    public WidthException(string message)
        : base(message)
    {
    }

    /// <summary>An error with detail and cause.</summary>
    public WidthException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The operands' widths differ.</summary>
    public WidthException(int left, int right)
        : this($"operands of {left} and {right} bits")
    {
    }
}
