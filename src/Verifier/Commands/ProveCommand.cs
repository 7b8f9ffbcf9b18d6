using System.CommandLine;
using System.CommandLine.Parsing;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;
using Verified.Verifier.Reports;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified prove POLICY [--intent FILE] [--trusted LABEL...] [--json|--sarif]</c>,
/// <c>verified prove --image FILE [--policy POLICY]</c>, which <see cref="ProveImageCommand"/> does, or
/// <c>verified prove --theorem</c>, which <see cref="ProveTheoremCommand"/> does.
/// </summary>
internal sealed class ProveCommand : Command, IHasExamples
{
    private readonly Argument<string> _policy = new("POLICY")
    {
        Description = "A policy: XML of any generation (one in two files as POLICY.xml+SECOND.xml), "
            + "or binary version 4.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly IntentOptions _intent = new();

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the report as JSON (docs/policy-tool.md has its schema; docs/proofs.md that of --image).",
    };

    private readonly Option<bool> _sarif = new("--sarif")
    {
        Description = "Write the findings and violated claims as SARIF 2.1.0, for editors and code hosts.",
    };

    private readonly Option<bool> _anySize = new("--any-size")
    {
        Description = "Take policies beyond what a kernel of ours loads.",
    };

    private readonly Option<string?> _policyOfImage = new("--policy")
    {
        Description = "With --image: prove this policy too.",
        HelpName = "POLICY",
    };

    private readonly ProveImageCommand _image = new();

    private readonly ProveTheoremCommand _theorem = new();

    public ProveCommand(TextWriter output)
        : base("prove", "Proves that a policy keeps its stated intent, or shows how it does not. "
            + "Exit status: 0 holds, 1 violated, 2 bad input, 3 no claim stated.")
    {
        Add(_policy);
        _intent.AddTo(this);
        Add(_json);
        Add(_sarif);
        Add(_anySize);
        _image.AddTo(this);
        Add(_policyOfImage);
        Add(_theorem.Theorem);
        Validators.Add(Validate);
        SetAction(parsed => parsed.GetValue(_image.Image) is { } image ? ProveImage(parsed, image, output)
            : parsed.GetValue(_theorem.Theorem) ? ProveTheoremCommand.Run(output)
            : Prove(parsed, parsed.GetRequiredValue(_policy), output));
    }

    public IReadOnlyList<(string Command, string Meaning)> Examples { get; } =
    [
        ("verified prove policies/customer-order.xml", "with the intent file beside it"),
        ("verified prove policies/leaky-order.xml --json", "a policy whose intent fails; for machines"),
        ("verified prove policies/leaky-order.xml --sarif", "its findings for an editor or a code host"),
        ("verified prove --image artifacts/image/kernel.elf", "the machine code of a linked kernel image"),
        ("verified prove --image artifacts/image/kernel.elf --cache artifacts/proof-cache",
            "the same; the next time only what changed"),
        ("verified prove --theorem", "what isolation of every policy rests on"),
        ("verified prove my.xml --intent wanted.json --trusted Dom0 DiskServer",
            "an intent elsewhere, more trusted labels"),
    ];

    private void Validate(CommandResult result)
    {
        bool image = result.GetValue(_image.Image) is not null;
        bool theorem = result.GetValue(_theorem.Theorem);
        bool[] asked = [result.GetValue(_policy) is not null, image, theorem];
        if (asked.Count(one => one) != 1)
            result.AddError("prove wants one of: a POLICY, --image FILE, --theorem");
        if (result.GetValue(_json) && result.GetValue(_sarif))
            result.AddError("--json and --sarif are two reports; choose one");
        if (result.GetValue(_sarif) && (image || theorem))
            result.AddError("--sarif reports on a POLICY");
        if (result.GetValue(_json) && theorem)
            result.AddError("--json reports on a POLICY or an image");
        if (result.GetValue(_policyOfImage) is not null && !image)
            result.AddError("--policy goes with --image FILE; a policy alone is POLICY");
    }

    private int ProveImage(ParseResult parsed, string image, TextWriter output)
    {
        bool json = parsed.GetValue(_json);
        using StringWriter policyReport = new();
        int policy = parsed.GetValue(_policyOfImage) is { } file
            ? Prove(parsed, file, json ? policyReport : output)
            : ExitCode.Holds;
        IReadOnlyList<Verified.Proofs.TheoremResult> results = _image.Run(parsed, image, output, json);
        if (json)
            output.WriteLine(ProofJson.Of(results, policyReport.ToString() is { Length: > 0 } report ? report : null));
        // A violation is more than an unknown; their numbers stand the other way round.
        int[] both = [policy, ProveImageCommand.Status(results)];
        return both.Contains(ExitCode.Violated) ? ExitCode.Violated : both.Max();
    }

    private int Prove(ParseResult parsed, string file, TextWriter output)
    {
        PolicyLimits limits = parsed.GetValue(_anySize) ? PolicyLimits.Analysis : PolicyLimits.Kernel;
        Policy policy = Progress.While($"reading {file}", () => PolicyFile.Read(file, limits));
        PolicyProof proof = Progress.While(
            $"proving {file}", () => PolicyProver.Prove(policy, _intent.Read(parsed, policy)));
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
