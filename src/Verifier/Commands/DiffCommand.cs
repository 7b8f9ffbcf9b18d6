using System.CommandLine;
using Verified.Verifier.Changes;
using Verified.Verifier.Policies;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Commands;

/// <summary><c>verified diff OLD NEW [--all] [--json]</c>: what a change of policy loosens and tightens.</summary>
internal sealed class DiffCommand : Command, IHasExamples
{
    /// <summary>A person reads so many changes; a longer list is asked for.</summary>
    private const int Listed = 20;

    private readonly Argument<string> _old = new("OLD")
    {
        Description = "The policy before the change: XML of any generation, or binary version 4.",
    };

    private readonly Argument<string> _new = new("NEW")
    {
        Description = "The policy after it.",
    };

    private readonly Option<bool> _all = new("--all")
    {
        Description = $"List every change, not the first {Listed} each way.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write every change as JSON (docs/policy-commands.md has its schema).",
    };

    public DiffCommand(TextWriter output)
        : base("diff", "Compares what two policies permit: sharing, running together, access to resources. "
            + "Exit status: 0 nothing is loosened, 1 something is, 2 bad input.")
    {
        Add(_old);
        Add(_new);
        Add(_all);
        Add(_json);
        SetAction(parsed => Compare(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified diff policies/customer-order.xml policies/leaky-order.xml", "what the new policy gives and takes"),
        ("verified diff old.xml new.xml --json",
            "every change, for machines; the exit status alone tells whether one loosens"),
    ];

    private int Compare(ParseResult parsed, TextWriter output)
    {
        string before = parsed.GetRequiredValue(_old), after = parsed.GetRequiredValue(_new);
        PolicyDiff diff = Progress.While($"comparing {before} with {after}", () => PolicyDiff.Between(
            PolicyFile.Read(before, PolicyLimits.Kernel), PolicyFile.Read(after, PolicyLimits.Kernel)));
        if (parsed.GetValue(_json))
            output.WriteLine(new DiffJson(diff).ToJson());
        else
            new DiffText(diff, parsed.GetValue(_all) ? int.MaxValue : Listed, ReportStyle.ForTerminal(), output)
                .Write();
        return diff.Gained.IsEmpty ? ExitCode.Holds : ExitCode.Violated;
    }
}
