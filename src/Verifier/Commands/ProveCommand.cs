using System.CommandLine;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified prove POLICY [--intent FILE] [--trusted LABEL...] [--json|--sarif]</c>, or
/// <c>verified prove --image FILE</c>, which <see cref="ProveImageCommand"/> does.
/// </summary>
internal sealed class ProveCommand : Command, IHasExamples
{
    private readonly Argument<string> _policy = new("POLICY")
    {
        Description = "A policy: XML of any generation (one in two files as POLICY.xml+SECOND.xml), or binary version 4.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly IntentOptions _intent = new();

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the report as JSON (docs/policy-tool.md has its schema).",
    };

    private readonly Option<bool> _sarif = new("--sarif")
    {
        Description = "Write the findings and violated claims as SARIF 2.1.0, for editors and code hosts.",
    };

    private readonly Option<bool> _anySize = new("--any-size")
    {
        Description = "Take policies beyond what a kernel of ours loads.",
    };

    private readonly ProveImageCommand _image = new();

    public ProveCommand(TextWriter output)
        : base("prove", "Proves that a policy keeps its stated intent, or shows how it does not. "
            + "Exit status: 0 holds, 1 violated, 2 bad input, 3 no claim stated.")
    {
        Add(_policy);
        _intent.AddTo(this);
        Add(_json);
        Add(_sarif);
        Add(_anySize);
        Add(_image.Image);
        Add(_image.Only);
        Add(_image.SmtFolder);
        Validators.Add(result =>
        {
            if (result.GetValue(_policy) is null == result.GetValue(_image.Image) is null)
                result.AddError("prove wants a POLICY, or --image FILE");
            if (result.GetValue(_json) && result.GetValue(_sarif))
                result.AddError("--json and --sarif are two reports; choose one");
            if (result.GetValue(_image.Image) is not null && result.GetValue(_sarif))
                result.AddError("--sarif reports on a POLICY, not on an image");
        });
        SetAction(parsed => parsed.GetValue(_image.Image) is { } image
            ? _image.Run(parsed, image, output)
            : Prove(parsed, output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified prove policies/customer-order.xml", "with the intent file beside it"),
        ("verified prove policies/leaky-order.xml --json", "a policy whose intent fails; for machines"),
        ("verified prove policies/leaky-order.xml --sarif", "its findings for an editor or a code host"),
        ("verified prove --image artifacts/image/kernel.elf", "the machine code of a linked kernel image"),
        ("verified prove my.xml --intent wanted.json --trusted Dom0 DiskServer", "an intent elsewhere, more trusted labels"),
    ];

    private int Prove(ParseResult parsed, TextWriter output)
    {
        PolicyLimits limits = parsed.GetValue(_anySize) ? PolicyLimits.Analysis : PolicyLimits.Kernel;
        Policy policy = PolicyFile.Read(parsed.GetRequiredValue(_policy), limits);
        PolicyProof proof = PolicyProver.Prove(policy, _intent.Read(parsed, policy));
        if (parsed.GetValue(_json))
            output.WriteLine(new JsonReport(proof).ToJson());
        else if (parsed.GetValue(_sarif))
            output.WriteLine(new SarifReport(proof).ToSarif());
        else
            new TextReport(proof, ReportStyle.ForTerminal(), output).Write();

        return proof.Verdict switch
        {
            Verdict.Holds => ExitCode.Holds,
            Verdict.Violated => ExitCode.Violated,
            _ => ExitCode.Unknown,
        };
    }
}
