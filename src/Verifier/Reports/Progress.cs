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
        return IsSeen ? OnTerminal(what, work) : work();
    }

    /// <summary>
    /// Does long work that writes a report's lines while it goes on. On a terminal they stand above the line that says
    /// what is being done.
    /// </summary>
    /// <param name="what">What is being done at first.</param>
    /// <param name="output">Where the report's lines go when nobody watches.</param>
    /// <param name="work">The work; it tells what it does, and writes lines.</param>
    /// <returns>What the work gives.</returns>
    public static T Along<T>(string what, TextWriter output, Func<Telling, T> work)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(work);
        if (!IsSeen || output != Console.Out)
            return work(new(_ => { }, output.WriteLine));
        // One console for both, so that neither breaks the other's lines.
        IAnsiConsole console = AnsiConsole.Console;
        return console.Status().Start(Markup.Escape(what), status => work(new(
            now => status.Status(Markup.Escape(now)),
            line => console.WriteLine(line, Style.Plain))));
    }

    private static bool IsSeen => !Console.IsErrorRedirected && !Console.IsOutputRedirected;

    private static T OnTerminal<T>(string what, Func<T> work) =>
        AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) })
            .Status()
            .Start(Markup.Escape(what), _ => work());
}

/// <summary>How long work speaks to who waits for it.</summary>
/// <param name="Now">Says what is being done now; from any thread.</param>
/// <param name="Line">Writes a line of the report.</param>
public sealed record Telling(Action<string> Now, Action<string> Line);
