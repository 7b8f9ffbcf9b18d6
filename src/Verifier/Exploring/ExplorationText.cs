using Verified.Explorer.Search;
using Verified.Explorer.Traces;

namespace Verified.Verifier.Exploring;

/// <summary>What came of a search, for people.</summary>
internal sealed class ExplorationText(Exploration exploration, SearchResult result, TextWriter output)
{
    /// <summary>Writes it.</summary>
    public void Write()
    {
        foreach (FoundViolation found in result.Violations)
        {
            output.WriteLine($"VIOLATED, {found.Violation.Kind}: {found.Violation.What}");
            output.WriteLine($"  a shortest way to it, {found.Trace.Count} steps:");
            int number = 0;
            foreach (MadeStep step in exploration.System.Replay(found.Trace))
                output.WriteLine($"  {++number,3}. {step}");
        }

        Figures figures = result.Figures;
        output.WriteLine($"{Verdict()}: configuration '{exploration.Configuration.Name}' of {exploration.Profile.Name}");
        output.WriteLine(
            $"{figures.States:N0} states, {figures.Transitions:N0} steps, depth {figures.Depth}; {Checked()}");
        output.WriteLine($"bounded by: {Bounded()}");
        double seconds = Math.Max(0.001, figures.Elapsed.TotalSeconds);
        output.WriteLine(
            $"{seconds:F1} s, {figures.Expanded / seconds:N0} states/s, {figures.Transitions / seconds:N0} steps/s, "
            + $"{figures.Bytes >> 20:N0} MiB, {(double)figures.Bytes / figures.States:F0} bytes a state");
    }

    private string Verdict() => result.End switch
    {
        End.Complete when result.Violations.Count > 0 => "violated, and every reachable state seen",
        End.Complete => "nothing is wrong in any reachable state",
        End.Violated => "violated",
        _ => $"stopped at the bound on {Word()}: nothing is said of what lies beyond, and "
            + $"{result.Figures.Queue:N0} states that were reached are not gone on from",
    };

    private string Word() => result.End switch
    {
        End.States => "states",
        End.Depth => "depth",
        End.Bytes => "memory",
        End.Time => "time",
        _ => "patience",
    };

    private string Checked() => exploration.Oracle
        ? "each step agrees with the specification, each state is within the invariant"
        : "each state is within what the policy promises; the specification was not asked";

    private string Bounded() => exploration.Configuration.AtOnce is { } most
        ? $"{most} things in use at once ({result.Figures.Cut:N0} steps led to more), the tables' sizes, the arguments' values"
        : "the tables' sizes, the arguments' values";
}
