extern alias image;
extern alias small;
extern alias tiny;

using System.CommandLine;
using Verified.Traces;
using Verified.Traces.Charts;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified replay TRACE</c>: runs a trace on the kernel's handlers beside the specification, and says where they
/// part.
/// </summary>
internal sealed class ReplayCommand : Command, IHasExamples
{
    private readonly Argument<string> _trace = new("TRACE")
    {
        Description = "A trace, in the format of docs/traces.md.",
    };

    public ReplayCommand(TextWriter output)
        : base("replay", "Runs a trace on the kernel's own handlers beside the specification, and says where they part. "
            + "Exit status: 0 they agree to the end, 1 they part, 2 bad input.")
    {
        Add(_trace);
        SetAction(parsed => Replay(parsed.GetRequiredValue(_trace), output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified replay docs/traces/order.json", "the handlers and the specification side by side, step by step"),
    ];

    private static int Replay(string file, TextWriter output)
    {
        Trace trace = TraceCommand.Read(file);
        if (trace.Profile != Trace.OwnProfile)
        {
            throw new InputException($"{file}: a trace of the profile '{trace.Profile}' cannot be replayed: "
                + "this command has the product's own handlers; see verified explore --profile");
        }

        Replayed replayed = Run(trace, file);
        if (trace.About.Length > 0) output.WriteLine(trace.About);
        output.Write(TextChart.Write(Chart.Of(WithResults(trace, replayed), replayed.Step)));
        if (replayed.Difference is null)
        {
            output.WriteLine($"{trace.Steps.Count} steps: the handlers and the specification agree");
            return ExitCode.Holds;
        }

        string where = replayed.Step is { } step and >= 0 ? $"step {step + 1}: " : "";
        output.WriteLine($"they part: {where}{replayed.Difference}");
        return ExitCode.Violated;
    }

    private static Replayed Run(Trace trace, string file)
    {
        try
        {
            return trace.Sizes switch
            {
                TraceSizes.Tiny => tiny::Verified.Replay.Replayer.Run(trace),
                TraceSizes.Small => small::Verified.Replay.Replayer.Run(trace),
                _ => image::Verified.Replay.Replayer.Run(trace),
            };
        }
        catch (TraceException e)
        {
            throw new InputException($"{file}: {e.Message}");
        }
    }

    // The chart shows what the steps gave this time.
    private static Trace WithResults(Trace trace, Replayed replayed) => trace with
    {
        Steps =
        [
            .. trace.Steps.Select((step, i) =>
                step is CallStep call && i < replayed.Results.Count ? call with { Result = replayed.Results[i] } : step),
        ],
    };
}
