using System.CommandLine;
using Verified.Verifier.Explaining;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Commands;

/// <summary><c>verified explain POLICY A B</c>: may domains of two labels share, and may they run together?</summary>
internal sealed class ExplainCommand : Command, IHasExamples
{
    private readonly Argument<string> _policy = new("POLICY")
    {
        Description = "A policy: XML of any generation, or binary version 4.",
    };

    private readonly Argument<string> _first = new("A") { Description = "A VM label." };

    private readonly Argument<string> _second = new("B") { Description = "A VM label, possibly the same." };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the answer as JSON (docs/policy-commands.md has its schema).",
    };

    private readonly IntentOptions _intent = new();

    public ExplainCommand(TextWriter output)
        : base("explain", "Says whether domains of two labels may share, by which types and through which trusted "
            + "labels, "
            + "and whether they may run together. Exit status: 0 they may share and run together, 1 not, 2 bad input.")
    {
        Add(_policy);
        Add(_first);
        Add(_second);
        _intent.AddTo(this);
        Add(_json);
        SetAction(parsed => Explain(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified explain policies/customer-order.xml OrderWeb Advertising", "kept apart, save for what is trusted"),
        ("verified explain policies/customer-order.xml OrderWeb CompetitorOrder", "never run together"),
    ];

    private int Explain(ParseResult parsed, TextWriter output)
    {
        Policy policy = PolicyFile.Read(parsed.GetRequiredValue(_policy), PolicyLimits.Analysis);
        int first = Find(policy, parsed.GetRequiredValue(_first));
        int second = Find(policy, parsed.GetRequiredValue(_second));
        Explanation explanation = Explainer.Explain(policy, _intent.Read(parsed, policy), first, second);
        if (parsed.GetValue(_json))
            output.WriteLine(new ExplanationJson(explanation).ToJson());
        else
            new ExplanationText(explanation, output).Write();
        return explanation.MayShare && explanation.MayRunTogether ? ExitCode.Holds : ExitCode.Violated;
    }

    private static int Find(Policy policy, string name)
    {
        int label = policy.FindVmLabel(name);
        if (label >= 0)
            return label;
        bool resource = policy.ResourceLabels.Any(resource => resource.Name == name);
        throw new InputException(new(policy.File),
            $"{NameRules.Quote(name)} is {(resource ? "a resource label, not a" : "no")} VM label",
            policy.VmLabels.IsEmpty ? "the policy has none" : $"one is {NameRules.Quote(policy.VmLabels[0].Name)}");
    }
}
