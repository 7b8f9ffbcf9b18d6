namespace Verified.Verifier.Commands;

/// <summary>What the process tells its caller.</summary>
public static class ExitCode
{
    /// <summary>Every claim holds, or the work is done.</summary>
    public const int Holds = 0;

    /// <summary>A claim is violated; the report says by what.</summary>
    public const int Violated = 1;

    /// <summary>The command line or an input is refused; one line says why.</summary>
    public const int BadInput = 2;

    /// <summary>No answer: nothing was claimed, a budget was spent, or the tool contradicts itself.</summary>
    public const int Unknown = 3;
}
