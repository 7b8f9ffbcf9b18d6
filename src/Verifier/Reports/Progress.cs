using Spectre.Console;

namespace Verified.Verifier.Reports;

/// <summary>Says what is being done while a person waits for it: on a terminal only, and beside the report.</summary>
public static class Progress
{
    /// <summary>Does some work under a line that says what it is; the line is gone when the work is done.</summary>
    /// <param name="what">What is being done, as <c>proving policy 'p'</c>.</param>
    /// <param name="work">The work.</param>
    /// <returns>What the work gives.</returns>
    public static T While<T>(string what, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Console.IsErrorRedirected || Console.IsOutputRedirected ? work() : OnTerminal(what, work);
    }

    private static T OnTerminal<T>(string what, Func<T> work) =>
        AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) })
            .Status()
            .Start(Markup.Escape(what), _ => work());
}
