using System.Diagnostics;
using Verified.Proofs.Contracts;
using Verified.Proofs.Counterexamples;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;
using Trace = Verified.Traces.Trace;

namespace Verified.Proofs;

/// <summary>The theorems about one operation of one image. The code is lifted once for all of them.</summary>
public sealed class OperationProof
{
    /// <summary>Refines, as a sentence without its subject.</summary>
    public const string RefinesTheorem = "refines its specification";

    /// <summary>Confined.</summary>
    public const string ConfinedTheorem = "stays in its tables, its stack and guest frames";

    /// <summary>That neither of the two is empty.</summary>
    public const string PossibleTheorem = "can end in every way that is specified";

    private readonly ImageUnderProof _image;
    private readonly Operation _operation;
    private readonly MachineRun _run;
    private readonly Refines _refines;
    private readonly Prover _prover;
    private readonly List<AskedQuestion> _asked = [];
    private readonly List<Model> _samples = [];
    private readonly IReadOnlyList<Finding> _contractsReturn;
    private readonly IReadOnlyList<Finding> _contractsConfined;

    private OperationProof(
        ImageUnderProof image,
        Operation operation,
        ISolver solver,
        ulong budget,
        ContractFindings contracts,
        bool byContract)
    {
        _image = image;
        _operation = operation;
        TermStore store = new();
        SymbolicSpecification specification = new(Spec.Sizes.Image);
        _run = MachineRun.Lift(image, operation, specification, store, byContract);
        _refines = new(_run, operation.In(specification), operation.Restarts);
        _prover = new(solver, new(specification, _run.Initial, store), _refines.Requires, budget, _run.Calls);
        _contractsReturn = [.. _run.Calls.Contracts.SelectMany(contracts.Returns)];
        _contractsConfined = [.. _run.Calls.Contracts.SelectMany(contracts.Confined)];
    }

    /// <summary>Lifts the operation's code.</summary>
    /// <param name="image">The image.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="solver">Who decides.</param>
    /// <param name="budget">The solver's resource units for one question.</param>
    /// <param name="contracts">What is found about routines with a contract in this image; null to begin anew.</param>
    /// <exception cref="LiftException">The code does what no proved code may do.</exception>
    /// <exception cref="ElfException">The image lacks a symbol.</exception>
    public static OperationProof Lift(
        ImageUnderProof image,
        Operation operation,
        ISolver solver,
        ulong budget = Prover.DefaultBudget,
        ContractFindings? contracts = null)
    {
        ContractFindings found = contracts ?? new(image, solver, budget);
        OperationProof proof = new(image, operation, solver, budget, found, byContract: true);
        // A routine that does not keep its contract is entered like any other: what the handler does shows.
        return proof.ContractsAreKept ? proof : new(image, operation, solver, budget, found, byContract: false);
    }

    private bool ContractsAreKept =>
        _contractsReturn.Concat(_contractsConfined).All(finding => finding.Result.Verdict == Verdict.Proved);

    /// <summary>
    /// Everything that Refines says. It speaks of the code as it was lifted, and that lifting is right is Confined:
    /// both must hold.
    /// </summary>
    public IReadOnlyList<ProofObligation> RefinesObligations => _refines.Obligations();

    /// <summary>
    /// Everything that Confined says: each access is inside a declared table's entry or a guest frame, no panic is
    /// reached, and what the caller keeps is restored.
    /// </summary>
    public IReadOnlyList<ProofObligation> ConfinedObligations =>
    [
        .. _run.Exploration.Obligations
            .Select(o => new ProofObligation($"{o.What} at {_image.Elf.Describe(o.Address)}", o.Claim, o.Address))
            .DistinctBy(o => o.Claim),
    ];

    /// <summary>Proves Refines.</summary>
    /// <param name="stopAtFirst">True to stop at the first obligation that is not proved.</param>
    public TheoremResult Refines(bool stopAtFirst = false) =>
        Prove(RefinesTheorem, RefinesObligations, _contractsReturn, stopAtFirst);

    /// <summary>Proves Confined.</summary>
    /// <param name="stopAtFirst">True to stop at the first obligation that is not proved.</param>
    public TheoremResult Confined(bool stopAtFirst = false) =>
        Prove(ConfinedTheorem, ConfinedObligations, _contractsConfined, stopAtFirst);

    /// <summary>Shows that the hypotheses leave room for every kind of result.</summary>
    public TheoremResult Possible()
    {
        Stopwatch watch = Stopwatch.StartNew();
        TermStore store = _refines.Result.Store;
        List<ObligationResult> results = [];
        foreach (ResultCase result in _operation.Results)
        {
            Finding finding = _prover.IsPossible(
                $"possible: {result.Name}",
                result.Value is { } value
                    ? store.Equal(_refines.Result, store.Constant((ulong)value, 64))
                    : store.AtMost(_refines.Result, store.Constant(long.MaxValue, 64)));
            results.Add(finding.Result);
            if (finding.Model is { } model)
                _samples.Add(model);
            _asked.Add(new(PossibleTheorem, finding.Result, finding.Asked));
        }

        IReadOnlyList<string> impossible = [.. results.Where(r => r.Verdict == Verdict.Refuted).Select(r => $"not {r.Name}")];
        return Result(PossibleTheorem, results, watch, impossible);
    }

    /// <summary>
    /// The questions that settled the obligations so far, in the order of the theorems: the same text for the same
    /// image.
    /// </summary>
    public IReadOnlyList<AskedQuestion> Asked => _asked;

    /// <summary>States and arguments that showed what is possible.</summary>
    public IReadOnlyList<Model> Samples => _samples;

    // What is said of the handler's own code, then of the routines whose contracts took their place.
    private TheoremResult Prove(
        string theorem,
        IReadOnlyList<ProofObligation> obligations,
        IReadOnlyList<Finding> ofContracts,
        bool stopAtFirst)
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<ObligationResult> results = [];
        List<string> counterexample = [];
        Trace? trace = null;
        List<Term> lemmas = [];
        foreach (ProofObligation obligation in obligations)
        {
            Finding finding = _prover.Prove(obligation, lemmas);
            foreach (Finding decided in finding.Facts.Append(finding))
            {
                results.Add(decided.Result);
                _asked.Add(new(theorem, decided.Result, decided.Asked));
            }

            if (obligation.IsLemma && finding.Result.Verdict == Verdict.Proved)
                lemmas.Add(obligation.Claim);
            if (finding.Result.Verdict == Verdict.Refuted && counterexample.Count == 0)
                (counterexample, trace) = Tell(theorem, finding);
            if (finding.Result.Verdict != Verdict.Proved && stopAtFirst)
                break;
        }

        foreach (Finding decided in ofContracts.SelectMany(finding => finding.Facts.Append(finding)))
        {
            results.Add(decided.Result);
            _asked.Add(new(theorem, decided.Result, decided.Asked));
        }

        return Result(theorem, results, watch, counterexample) with { Trace = trace };
    }

    private (List<string> Lines, Trace? Trace) Tell(string theorem, Finding finding)
    {
        Model model = SmallModel.Of(finding.Model ?? new Model(), finding.Question);
        model = CounterexampleTrace.Steady(model, finding.Question, _run);
        List<string> lines = [.. Counterexample.Lines(finding, model, _operation, _run, _refines, _image)];
        Trace? trace = CounterexampleTrace.Of(
            model, _operation, _run, $"{_operation.Name} {theorem}: not so: {finding.Obligation.Name}", out string reason);
        if (trace is null) lines.Add($"no trace of it: {reason}");
        return (lines, trace);
    }

    private TheoremResult Result(
        string theorem, IReadOnlyList<ObligationResult> results, Stopwatch watch, IReadOnlyList<string> counterexample)
    {
        Verdict verdict = results.Any(r => r.Verdict == Verdict.Refuted) ? Verdict.Refuted
            : results.Any(r => r.Verdict == Verdict.Unknown) ? Verdict.Unknown
            : Verdict.Proved;
        return new(
            _operation.Name, theorem, verdict, results, _run.Figures, watch.ElapsedMilliseconds, _image.Hash, counterexample);
    }
}
