using Spectre.Console;
using Verified.Explorer;
using Verified.Explorer.Configurations;
using Verified.Explorer.Search;
using Verified.Traces;

namespace Verified.Verifier.Exploring;

/// <summary>A search through the states of a system, as a person asks for it.</summary>
/// <param name="profile">The kernel.</param>
/// <param name="configuration">The system.</param>
/// <param name="oracle">Whether every step is compared with the specification's.</param>
/// <param name="bounds">Where it stops.</param>
/// <param name="jobs">Threads.</param>
internal sealed class Exploration(
    IProfile profile, Configuration configuration, bool oracle, Bounds bounds, int jobs)
{
    private ISystem? _system;

    /// <summary>The kernel.</summary>
    public IProfile Profile => profile;

    /// <summary>The system.</summary>
    public Configuration Configuration => configuration;

    /// <summary>Whether every step is compared with the specification's.</summary>
    public bool Oracle => oracle;

    /// <summary>The kernel in the configuration.</summary>
    public ISystem System => _system ??= profile.Prepare(configuration, oracle);

    /// <summary>Searches; on a terminal a person sees how far it is, and may stop it.</summary>
    public SearchResult Run()
    {
        using CancellationTokenSource stop = new();
        ConsoleCancelEventHandler onCancel = (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            BreadthFirst search = new(System, bounds, jobs);
            return Console.IsErrorRedirected || Console.IsOutputRedirected
                ? search.Run(null, stop.Token)
                : OnTerminal(search, stop.Token);
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    /// <summary>A violation and the way to it as a trace.</summary>
    public Trace Trace(FoundViolation found) => System.Record(found.Trace, found.Violation.What);

    private static SearchResult OnTerminal(BreadthFirst search, CancellationToken stop)
    {
        Pace pace = new();
        return AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) })
            .Status()
            .Start("exploring", status => search.Run(
                figures => status.Status(Markup.Escape(pace.Line(figures))), stop));
    }
}
