using Iced.Intel;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// Dispatch: from the exit of a guest to the handlers, every call that glue makes is one of <see cref="HypercallTable"/>,
/// under the condition and with the arguments that its row says; what the table does not know calls nothing, and is
/// answered as the table says.
/// </summary>
internal sealed class DispatchProof
{
    private const ulong Budget = 20_000_000;
    private const string Name = "dispatch";
    private const string Statement =
        "each number leads to the handler that Xen's headers name for it, with the arguments of its structure";

    /// <summary>Handlers that hypercalls reach and whose machine code may not be proved yet.</summary>
    private static readonly IReadOnlyList<Operation> s_more =
    [
        new("create_domain", "Verified.Kernel.DomainControl", "CreateDomain", []),
        new("destroy_end", "Verified.Kernel.DomainControl", "DestroyEnd", []),
        new("change_label", "Verified.Kernel.PolicyChange", "Label", []),
        new("getdecision", "Verified.Kernel.Decision", "GetDecision", []) { Output = typeof(uint) },
    ];

    private readonly KernelCode _code;
    private readonly SlotArea _slots;
    private readonly ISolver _solver;
    private readonly Dictionary<ulong, Operation> _handlers;
    private readonly Dictionary<string, ulong> _functions;
    private readonly HashSet<ulong> _parts;
    private readonly SymbolicSpecification _specification = new(Sizes.Image);
    private readonly List<string> _against = [];
    private readonly HashSet<ulong> _explored = [];
    private readonly Keeping _keeping;
    private readonly Promises _promises;
    private readonly Duties _duties;
    private readonly FlushOwed _flush;
    private bool _isUnknown;
    private int _claims;
    private int _calls;

    private DispatchProof(
        KernelCode code,
        Coverage coverage,
        FrameAnalysis analysis,
        StoreAreas areas,
        ISolver solver,
        IReadOnlyList<Routine> routines)
    {
        _code = code;
        _slots = areas.Slots;
        _solver = solver;
        _handlers = new(code.Handlers);
        foreach (Operation operation in s_more)
            _handlers.TryAdd(code.Image.Method(operation.Type, operation.Method).Address, operation);
        _functions = code.All.Functions.GroupBy(KernelCode.NameOf).ToDictionary(g => g.Key, g => g.First().Address);
        _parts =
        [
            .. code.Running.Functions
                .Where(f => coverage.Of(f) is CodeClass.Operation or CodeClass.Proved && !_handlers.ContainsKey(f.Address)
                    && !IsQuestion(f, analysis))
                .Select(f => f.Address),
        ];
        _keeping = Keeping.Of(code, _handlers, analysis, areas, solver);
        _promises = new(
            _keeping,
            Named(routines, routine => routine.TellsWhoStopped),
            Named(routines, routine => routine.Enters == Entering.WhenZero),
            new HashSet<ulong>(Named(routines, routine => routine.IsRepeated)) { code.Address(VcpuSwitch.Routine) });
        _flush = new(code);
        _duties = new(code, _handlers, _keeping, routines.Where(r => _functions.ContainsKey(r.Name))
            .ToDictionary(r => _functions[r.Name], r => r.Demands));
    }

    /// <summary>Decides the three sentences that speak of the lifted routines.</summary>
    /// <param name="code">The code.</param>
    /// <param name="coverage">What is proved.</param>
    /// <param name="analysis">Its stores.</param>
    /// <param name="areas">What they go to.</param>
    /// <param name="solver">Who decides.</param>
    /// <param name="only">One routine's name: then nothing is said of the others.</param>
    public static DispatchFindings Check(
        KernelCode code,
        Coverage coverage,
        FrameAnalysis analysis,
        StoreAreas areas,
        ISolver solver,
        string? only = null)
    {
        IReadOnlyList<Routine> routines = HypercallTable.Routines;
        DispatchProof proof = new(code, coverage, analysis, areas, solver, routines);
        int instructions = 0;
        foreach (Routine routine in routines.Where(routine => only is null || routine.Name == only))
            instructions += proof.Prove(routine, routines);
        if (only is null)
            proof.RequireAllSites(coverage, analysis, areas);
        Verdict verdict = proof._against.Count == 0 ? Verdict.Proved
            : proof._isUnknown ? Verdict.Unknown
            : Verdict.Refuted;
        MediationFinding dispatch = new(
            Name,
            Statement,
            verdict,
            $"{routines.Count} routines, {instructions} instructions, {proof._calls} calls, {proof._claims} obligations",
            proof._against);
        return new(dispatch, proof._duties.Finding(), proof._flush.Finding());
    }

    // What only looks, straight on, is short to enter: that a domain can run is such a question.
    private static bool IsQuestion(CodeFunction function, FrameAnalysis analysis) =>
        function.Instructions.Values.All(i => !i.IsCallNear && CodeGraph.Successors(i).All(next => next > i.IP))
        && !analysis.Stores.Any(store => store.Function == function);

    private HashSet<ulong> Named(IReadOnlyList<Routine> routines, Func<Routine, bool> which) =>
        [.. routines.Where(r => which(r) && _functions.ContainsKey(r.Name)).Select(r => _functions[r.Name])];

    private int Prove(Routine routine, IReadOnlyList<Routine> routines)
    {
        if (!_functions.TryGetValue(routine.Name, out ulong address))
        {
            _against.Add($"{routine.Name}: the image has no such routine");
            return 0;
        }

        try
        {
            GlueRun run = new(_code, _slots, address, Stops(routines), _handlers, Keepers(routines), _promises, routine);
            _explored.UnionWith(run.Exploration.Addresses);
            if (ObligationChecker.Check(_solver, [Requires(run)], Budget).Verdict
                != Verified.Symbolic.Solving.Verdict.Satisfiable)
                _against.Add($"{routine.Name}: what it is entered with excludes itself: nothing would be proved");
            IReadOnlyList<ProofObligation> claims = [.. Claims(routine, run)];
            _claims += claims.Count;
            foreach (Finding open in Undecided(run, claims))
            {
                _isUnknown |= open.Result.Verdict == Verdict.Unknown;
                _against.Add(Text(routine, open));
            }

            Decide(_duties.Sentence, [.. _duties.Claims(routine, run)]);
            Decide(_flush.Sentence, [.. _flush.Claims(routine, run)]);
            return run.Exploration.Instructions;

            void Decide(SideSentence sentence, IReadOnlyList<ProofObligation> claims) => sentence.Note(
                claims.Count,
                Undecided(run, claims).Select(open => (Text(routine, open), open.Result.Verdict == Verdict.Unknown)));
        }
        catch (LiftException e)
        {
            _isUnknown = true;
            _against.Add($"{routine.Name}: the code cannot be lifted: {e.Message}");
            foreach (SideSentence sentence in (SideSentence[])[_duties.Sentence, _flush.Sentence])
                sentence.Note(0, [($"{routine.Name}: the code cannot be lifted", true)]);
            return 0;
        }
    }

    /// <summary>Glue calls handlers nowhere but in what was lifted, and where the table says apart.</summary>
    private void RequireAllSites(Coverage coverage, FrameAnalysis analysis, StoreAreas areas)
    {
        _duties.LookAtOtherCalls(_explored);
        _duties.LookAtOtherDemands(_explored);
        _flush.LookAtStores(analysis, areas);
        ILookup<ulong, Instruction> calls = _code.Running.Transfers();
        foreach ((ulong address, Operation handler) in _handlers.OrderBy(pair => pair.Key))
        {
            foreach (ulong site in calls[address].Select(call => call.IP).Where(site => !_explored.Contains(site)))
            {
                CodeFunction from = _code.All.FunctionAt(site)!;
                bool isApart = coverage.Of(from) is CodeClass.Proved or CodeClass.Operation
                    || HypercallTable.Elsewhere.Any(row => KernelCode.NameOf(from).StartsWith(row.Name, StringComparison.Ordinal));
                if (!isApart)
                    _against.Add($"{handler.Name} is called at {_code.Place(site)}, which the table does not know");
            }
        }
    }

    private IEnumerable<ulong> Stops(IReadOnlyList<Routine> routines) =>
    [
        .. _handlers.Keys,
        .. _parts,
        .. routines.Select(routine => routine.Name)
            .Concat(HypercallTable.Apart.Select(apart => apart.Name))
            .Where(_functions.ContainsKey)
            .Select(name => _functions[name]),
    ];

    // What they call of operations' parts knows no slot either: it is given none.
    private HashSet<ulong> Keepers(IReadOnlyList<Routine> routines) =>
    [
        .. _parts,
        .. routines.Where(r => r.KeepsSlot && _functions.ContainsKey(r.Name)).Select(r => _functions[r.Name]),
    ];

    private static Term Requires(GlueRun run) => run.Store.All(run.Known);

    // Nearly all hold by the code alone, and are cheaper asked together.
    private IEnumerable<Finding> Undecided(GlueRun run, IReadOnlyList<ProofObligation> claims)
    {
        if (HoldsByCode(run, run.Store.All(claims.Select(claim => claim.Claim))))
            return [];
        return [.. claims.Where(claim => !HoldsByCode(run, claim.Claim))
            .Select(claim => Decide(run, claim)).Where(finding => finding.Result.Verdict != Verdict.Proved)];
    }

    private bool HoldsByCode(GlueRun run, Term claim) =>
        ObligationChecker.Prove(_solver, [Requires(run)], claim, Budget).Verdict
            == Verified.Symbolic.Solving.Verdict.Unsatisfiable;

    private Finding Decide(GlueRun run, ProofObligation obligation)
    {
        SymbolicSpecification.SystemState state = SymbolicTables.State(Sizes.Image, field => run.Initial[field.Path]);
        return new Prover(_solver, new(_specification, state, run.Store), Requires(run)).Prove(obligation);
    }

    private static string Text(Routine routine, Finding finding)
    {
        string what = finding.Result.Verdict == Verdict.Refuted ? "not so" : "not decided";
        return $"{routine.Name}: {what}: {finding.Obligation.Name}";
    }

    private IEnumerable<ProofObligation> Claims(Routine routine, GlueRun run)
    {
        foreach (Obligation obligation in run.Exploration.Obligations
            .Where(o => !routine.MayPanic || o.Kind != ObligationKind.Unreachable))
            yield return new($"{obligation.What} at {_code.Place(obligation.Address)}", obligation.Claim);
        Dictionary<ulong, int> made = [];
        foreach (GlueCall call in run.Calls)
        {
            if (_parts.Contains(call.Target))
                continue;
            _calls++;
            int ordinal = made.GetValueOrDefault(call.Target);
            made[call.Target] = ordinal + 1;
            yield return OfCall(routine, run, new(call, ordinal));
            if (routine.PassesRequest > 0 && KernelCode.NameOf(_code.All.FunctionAt(call.Target)!) is var callee
                && !callee.StartsWith("Machine_", StringComparison.Ordinal)
                && !HypercallTable.Apart.Any(apart => apart.Name == callee) && !_handlers.ContainsKey(call.Target))
                yield return new($"the request that {callee} is given", run.Store.Implies(
                    call.Guard, PassedRequest.Claim(routine.PassesRequest, run, call)));
        }

        if (routine.KeepsSlot)
            yield return new("the vCPU's slot stays as it is", run.Store.Constant(run.KeepsSlot));
        foreach (Row row in routine.Rows.Where(row => !row.IsRepeated))
            yield return new($"{row.Callee} is called when it must be", IsMade(run, row));
        Term result = run.Exploration.Final[Register.RAX];
        foreach ((Func<GlueRun, Term> when, long answer) in routine.Answers)
        {
            Term isAnswer = run.Store.Equal(result, run.Constant((ulong)answer, 64));
            Term calls = run.Store.Any(run.Calls.Select(call => call.Guard));
            yield return new($"what is not offered is answered with {answer}, and nothing is called",
                run.Store.Implies(when(run), run.Store.And(isAnswer, run.Store.Not(calls))));
        }
    }

    private ProofObligation OfCall(Routine routine, GlueRun run, CallSite site)
    {
        Term claim = run.Store.False;
        foreach (Row row in routine.Rows.Where(row => AddressOf(row.Callee) == site.Call.Target))
        {
            Term passes = run.Store.All(Passed(run, site, row).Select((pair, _) => pair.Source(run, site, pair.Word)));
            claim = run.Store.Or(claim, run.Store.And(row.When(run), passes));
        }

        string callee = KernelCode.NameOf(_code.All.FunctionAt(site.Call.Target)!);
        return new($"call {site.Ordinal + 1} of {callee} is the table's", run.Store.Implies(site.Call.Guard, claim));
    }

    // The words behind the state: of an operation as wide as the specification says, of a routine the caller's low half.
    private IEnumerable<(Source Source, Term Word)> Passed(GlueRun run, CallSite site, Row row)
    {
        if (!_handlers.TryGetValue(site.Call.Target, out _))
        {
            int first = site.Call.Arguments[0].IsConstant && (ulong)site.Call.Arguments[0].Value == _code.Image.StateAddress ? 1 : 0;
            return row.Arguments.Select((source, i) =>
            {
                Term word = site.Call.Arguments[i + first];
                return (source, i == 0 && first == 1 ? run.Store.Extract(word, 31, 0) : word);
            });
        }

        Operation operation = Find(row.Callee)!;
        IReadOnlyList<string> parameters = operation.ParametersIn(_specification);
        IReadOnlyList<SymbolicSpecification.Argument> known = operation.In(_specification).Arguments;
        int skipped = parameters is [Operation.State, ..] ? 1 : 0;
        if (parameters.Count - skipped != row.Arguments.Count)
            throw new InvalidOperationException($"{row.Callee} takes {parameters.Count - skipped} arguments in the table");
        return row.Arguments.Select((source, i) =>
        {
            Term word = site.Call.Arguments[i + skipped];
            int width = known.FirstOrDefault(argument => argument.Name == parameters[i + skipped])?.Width ?? 64;
            return (source, run.Store.Extract(word, width - 1, 0));
        });
    }

    private Term IsMade(GlueRun run, Row row)
    {
        ulong target = AddressOf(row.Callee);
        Term made = run.Store.Any(run.Calls.Where(call => call.Target == target).Select(call => call.Guard));
        Term result = run.Exploration.Final[Register.RAX];
        Term refused = run.Store.Any(row.Refusals.Select(refusal =>
            run.Store.Equal(result, run.Constant((ulong)refusal, 64))));
        return run.Store.Implies(row.When(run), run.Store.Or(made, refused));
    }

    private ulong AddressOf(string callee) => Find(callee) is { } operation
        ? _code.Image.Method(operation.Type, operation.Method).Address
        : _functions.GetValueOrDefault(callee);

    private static Operation? Find(string name) =>
        AllOperations.Find(name) ?? s_more.FirstOrDefault(operation => operation.Name == name);
}

/// <summary>What is decided about the routines between an exit and the handlers.</summary>
/// <param name="Dispatch">Each number leads to its handler.</param>
/// <param name="Requires">What handlers demand holds.</param>
/// <param name="Flush">Flushes that are owed are made.</param>
internal sealed record DispatchFindings(MediationFinding Dispatch, MediationFinding Requires, MediationFinding Flush);
