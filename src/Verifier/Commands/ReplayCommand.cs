extern alias image;
extern alias small;
extern alias tiny;

using System.CommandLine;
using Verified.Traces;
using Verified.Traces.Charts;
using Verified.Verifier.Policies;
using Verified.Verifier.Replaying;

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

    private readonly Option<bool> _qemu = new("--qemu")
    {
        Description = "Run it inside the image as well, by a scripted guest under QEMU, and compare the results.",
    };

    public ReplayCommand(TextWriter output)
        : base("replay", "Runs a trace on the kernel's own handlers beside the specification, and says where they part. "
            + "Exit status: 0 they agree to the end, 1 they part, 2 bad input.")
    {
        Add(_trace);
        Add(_qemu);
        SetAction(parsed => Replay(parsed.GetRequiredValue(_trace), parsed.GetValue(_qemu), output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified replay docs/traces/order.json", "the handlers and the specification side by side, step by step"),
        ("verified replay docs/traces/order.json --qemu", "and in the image that boots"),
    ];

    private static int Replay(string file, bool qemu, TextWriter output)
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
            return qemu ? InImage(trace, replayed, file, output) : ExitCode.Holds;
        }

        string where = replayed.Step is { } step and >= 0 ? $"step {step + 1}: " : "";
        output.WriteLine($"they part: {where}{replayed.Difference}");
        return ExitCode.Violated;
    }

    private static int InImage(Trace trace, Replayed onHost, string file, TextWriter output)
    {
        IReadOnlyList<long?> results = ImageReplay.Run(trace, file);
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            if (trace.Steps[i] is not CallStep call || onHost.Results[i] is not { } expected || results[i] is not { } given) continue;
            if (DeedNumbers.Counts(call.Operation)) expected = expected < 0 ? 0 : 1;
            if (given == expected) continue;
            output.WriteLine($"they part: step {i + 1}: the image gives {StepText.Result(call.Operation, given)}, "
                + $"the host {StepText.Result(call.Operation, expected)}");
            return ExitCode.Violated;
        }

        output.WriteLine($"{trace.Steps.Count} steps: the image gives the same results");
        return ExitCode.Holds;
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
