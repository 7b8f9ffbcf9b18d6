using System.CommandLine;
using System.Text;
using Verified.Traces;
using Verified.Traces.Charts;
using Verified.Traces.Reading;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary><c>verified trace TRACE [--svg FILE]</c>: a trace as a sequence chart.</summary>
internal sealed class TraceCommand : Command, IHasExamples
{
    private readonly Argument<string> _trace = new("TRACE")
    {
        Description = "A trace, in the format of docs/traces.md.",
    };

    private readonly Option<string?> _svg = new("--svg")
    {
        Description = "Write a picture to this file instead of a text to standard output.",
        HelpName = "FILE",
    };

    public TraceCommand(TextWriter output)
        : base("trace", "Shows a trace as a sequence chart: who does what to whom.")
    {
        Add(_trace);
        Add(_svg);
        SetAction(parsed => Show(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified trace docs/traces/order.json", "as text"),
        ("verified trace docs/traces/order.json --svg order.svg", "as a picture"),
    ];

    /// <summary>The trace in a file.</summary>
    /// <exception cref="InputException">The file cannot be read or is no trace.</exception>
    internal static Trace Read(string file)
    {
        try
        {
            return TraceReader.Parse(BoundedFile.Read(file, TraceReader.MaxBytes), file);
        }
        catch (TraceException e)
        {
            throw new InputException(e.Message);
        }
    }

    private int Show(ParseResult parsed, TextWriter output)
    {
        Trace trace = Read(parsed.GetRequiredValue(_trace));
        Chart chart = Chart.Of(trace);
        if (parsed.GetValue(_svg) is { } file)
        {
            OutputFile.Write(file, Encoding.UTF8.GetBytes(SvgChart.Write(chart)));
            output.WriteLine($"{file}: {trace.Steps.Count} steps");
            return ExitCode.Holds;
        }

        if (trace.About.Length > 0) output.WriteLine(trace.About);
        output.Write(TextChart.Write(chart));
        return ExitCode.Holds;
    }
}
