using System.CommandLine;
using System.Text;
using Verified.Verifier.Pictures;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary><c>verified graph POLICY [-o FILE]</c>: the coalitions as a picture in which a hole is red.</summary>
internal sealed class GraphCommand : Command, IHasExamples
{
    private readonly Argument<string> _policy = new("POLICY")
    {
        Description = "A policy: XML of any generation, or binary version 4.",
    };

    private readonly Option<string?> _file = new("--output", "-o")
    {
        Description = "The file to write: FILE.svg is drawn by Graphviz, FILE.dot is its input. Default: that input, "
            + "on standard output.",
        HelpName = "FILE",
    };

    private readonly IntentOptions _intent = new();

    public GraphCommand(TextWriter output)
        : base("graph", "Draws a policy's coalitions: trusted labels have a double border, labels that never run "
            + "together a dashed line, and a hole is red.")
    {
        Add(_policy);
        Add(_file);
        _intent.AddTo(this);
        SetAction(parsed => Draw(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified graph policies/leaky-order.xml -o leaky.svg", "the hole in a leaky policy, at a glance"),
        ("verified graph policies/customer-order.xml | dot -Tpng > order.png", "another format, by Graphviz itself"),
    ];

    private int Draw(ParseResult parsed, TextWriter output)
    {
        Policy policy = PolicyFile.Read(parsed.GetRequiredValue(_policy), PolicyLimits.Analysis);
        string? file = parsed.GetValue(_file);
        bool svg = file is not null && WantsSvg(file);
        string dot = new DotWriter(PolicyPicture.Of(policy, _intent.Read(parsed, policy))).Write();
        if (file is null)
        {
            output.Write(dot);
            return ExitCode.Holds;
        }

        OutputFile.Write(file, svg ? Graphviz.ToSvg(dot) : Encoding.UTF8.GetBytes(dot));
        output.WriteLine($"{file}: the coalitions of {policy.Title}");
        return ExitCode.Holds;
    }

    private static bool WantsSvg(string file) => Path.GetExtension(file) switch
    {
        ".svg" => true,
        ".dot" => false,
        _ => throw new InputException(new(file), "the picture's format is not known by this name",
            "name it FILE.svg or FILE.dot"),
    };
}
