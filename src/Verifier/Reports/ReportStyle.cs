using Spectre.Console;
using Verified.Verifier.Changes;
using Verified.Verifier.Findings;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Reports;

/// <summary>The words of a report, coloured when a person reads it on a terminal.</summary>
public sealed class ReportStyle
{
    private readonly bool _coloured;

    private ReportStyle(bool coloured) => _coloured = coloured;

    /// <summary>Words alone.</summary>
    public static ReportStyle Plain { get; } = new(coloured: false);

    /// <summary>Coloured on a terminal that shows colours, unless NO_COLOR is set; plain elsewhere.</summary>
    public static ReportStyle ForTerminal()
    {
        bool terminal = !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(terminal && AnsiConsole.Profile.Capabilities
            is { Ansi: true, ColorSystem: not ColorSystem.NoColors });
    }

    /// <summary>A verdict's word, padded to a width.</summary>
    public string Verdict(Verdict verdict, int width) => verdict switch
    {
        Proving.Verdict.Holds => Paint("holds".PadRight(width), Color.Green),
        Proving.Verdict.Violated => Paint("violated".PadRight(width), Color.Red),
        _ => Paint("not claimed".PadRight(width), Color.Yellow),
    };

    /// <summary>A comparison's word.</summary>
    public string Comparison(Comparison comparison)
    {
        string word = comparison.ToString().ToLowerInvariant();
        bool loosened = comparison is Changes.Comparison.Looser or Changes.Comparison.Incomparable;
        return Paint(word, loosened ? Color.Red : Color.Green);
    }

    /// <summary>A severity's word.</summary>
    public string Severity(Severity severity) => severity switch
    {
        Findings.Severity.Error => Paint("error", Color.Red),
        Findings.Severity.Warning => Paint("warning", Color.Yellow),
        _ => "note",
    };

    private string Paint(string text, Color color) => _coloured ? AnsiConsole.Console.ToAnsi(new Text(text, color))
        : text;
}
