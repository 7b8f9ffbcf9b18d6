using Iced.Intel;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// Requires: where an operation's handler is called, what its specification demands of whoever calls it holds. Most
/// demand that the domain is alive and runnable. It is when VMRUN runs it; from there to the handler each lifted routine
/// is proved to hand it on, and a routine that is too long to be lifted calls, before the handler, only what keeps it.
/// </summary>
internal sealed class Duties
{
    /// <summary>Calls in code that is not lifted, of what demands more than a domain that may call: tested.</summary>
    private static readonly (string From, string Operation)[] s_open = [("SchedulerCall__OfPoll", "poll_wait")];

    /// <summary>Where a domain's run begins: what is demanded there is the sentence of "flush".</summary>
    private const string Start = "run_guest";

    private readonly KernelCode _code;
    private readonly IReadOnlyDictionary<ulong, Operation> _handlers;
    private readonly Keeping _keeping;
    private readonly IReadOnlyDictionary<ulong, Demand> _routines;
    private readonly ILookup<ulong, Instruction> _calls;
    private readonly HashSet<ulong> _demanding;
    private int _inOrder;

    /// <summary>Finds what demands a domain that may call.</summary>
    /// <param name="code">The code.</param>
    /// <param name="handlers">The operations' handlers.</param>
    /// <param name="keeping">What leaves the domain as it is.</param>
    /// <param name="routines">The routines that are lifted, with what they demand.</param>
    public Duties(
        KernelCode code,
        IReadOnlyDictionary<ulong, Operation> handlers,
        Keeping keeping,
        IReadOnlyDictionary<ulong, Demand> routines)
    {
        _code = code;
        _handlers = handlers;
        _keeping = keeping;
        _routines = routines;
        _calls = code.Running.Transfers();
        _demanding = Demanding();
    }

    /// <summary>What is decided.</summary>
    public SideSentence Sentence { get; } = new(
        "requires", "where a handler is called, what its specification demands of the caller holds");

    /// <summary>What has to hold in a routine.</summary>
    public IEnumerable<ProofObligation> Claims(Routine routine, GlueRun run)
    {
        TermStore t = run.Store;
        foreach (GlueCall call in run.Calls)
        {
            string callee = KernelCode.NameOf(_code.All.FunctionAt(call.Target)!);
            if (call.Requires is { } requires)
                yield return new($"what {callee} requires", t.Implies(call.Guard, requires));
            else if (_demanding.Contains(call.Target))
                yield return new($"a domain that may call, at {callee}", t.Implies(call.Guard, Demanded(run, call)));
        }

        if (routine.TellsWhoStopped && run.Whose is { } whose)
        {
            MachineState end = run.Exploration.Final;
            yield return new(
                "at its end the domain may call, or something is asked of the machine",
                t.Or(run.MayCall(GlueRun.TablesAt(end), whose), Promises.AsksForSomething(run, end)));
        }
    }

    /// <summary>Looks at the calls in code that was not lifted: nothing before them may stop the domain.</summary>
    /// <param name="explored">The instructions that were lifted.</param>
    public void LookAtOtherCalls(IReadOnlySet<ulong> explored)
    {
        foreach (ulong target in _demanding.Order())
        {
            foreach (Instruction site in _calls[target].Where(site => !IsLifted(site, explored)))
            {
                CodeFunction from = _code.Running.FunctionAt(site.IP)!;
                if (KernelCode.NameOf(from) == Start)
                    continue;
                _inOrder++;
                if (IsLate(from, site) is { } before)
                {
                    Sentence.Refute($"{_code.Place(site.IP)}: before {KernelCode.NameOf(_code.All.FunctionAt(target)!)} "
                        + $"is called, the domain may have been stopped at {_code.Place(before)}");
                }
            }
        }
    }

    /// <summary>Looks at the calls, in code that was not lifted, of operations that demand more than that.</summary>
    /// <param name="explored">The instructions that were lifted.</param>
    public void LookAtOtherDemands(IReadOnlySet<ulong> explored)
    {
        foreach ((ulong address, Operation handler) in _handlers.Where(h => DemandsMore(h.Value)).OrderBy(h => h.Key))
        {
            foreach (Instruction site in _calls[address].Where(site => !IsLifted(site, explored)))
            {
                CodeFunction from = _code.Running.FunctionAt(site.IP)!;
                if (!_handlers.ContainsKey(from.Address) && !s_open.Contains((KernelCode.NameOf(from), handler.Name)))
                    Sentence.Refute($"{_code.Place(site.IP)}: what {handler.Name} requires beside a domain that may call is not shown");
            }
        }
    }

    private static bool DemandsMore(Operation handler)
    {
        TermStore store = new();
        SymbolicSpecification specification = new(Spec.Sizes.Image);
        SymbolicSpecification.Operation operation = handler.In(specification);
        SymbolicSpecification.SystemState state = SymbolicTables.State(
            specification.Sizes,
            field => field.Dimensions.Count == 0
                ? store.Variable(field.Path, field.Width)
                : store.ArrayVariable(field.Path, SymbolicTables.IndexBits(specification.Sizes, field), field.Width));
        SymbolicWord[] arguments =
        [
            .. operation.Arguments.Select(a => new SymbolicWord(store.ZeroExtend(store.Variable(a.Name, a.Width), 64))),
        ];
        Term requires = operation.Requires(state, arguments).ToTerm(store);
        return !requires.IsTrue && requires != specification.MayCall(state, arguments[0]).ToTerm(store);
    }

    /// <summary>The sentence, decided.</summary>
    public MediationFinding Finding() => Sentence.Finding($"{_inOrder} calls by their order, the others by ");

    private Term Demanded(GlueRun run, GlueCall call)
    {
        if (call.MayCall is not { } mayCall)
            return run.Store.False;
        return _routines.GetValueOrDefault(call.Target) == Demand.RunnableUnlessAsked
            ? run.Store.And(
                run.IsAlive(GlueRun.TablesAt(call.State), run.Whose!),
                run.Store.Or(mayCall, Promises.AsksForSomething(run, call.State)))
            : mayCall;
    }

    /// <summary>
    /// The handlers that a domain calls, and every function from which one is reached, up to where a routine sees to it
    /// itself.
    /// </summary>
    private HashSet<ulong> Demanding()
    {
        HashSet<ulong> demanding =
        [
            .. _handlers.Where(h => h.Value.ParametersIn(new(Spec.Sizes.Image)) is [Operation.State, "caller", ..]).Select(h => h.Key),
        ];
        Queue<ulong> open = new(demanding);
        while (open.TryDequeue(out ulong target))
        {
            foreach (CodeFunction caller in _calls[target].Select(site => _code.Running.FunctionAt(site.IP)!).Distinct())
            {
                bool isTop = KernelCode.NameOf(caller) == Start
                    || (_routines.TryGetValue(caller.Address, out Demand demand) && demand == Demand.Nothing);
                if (!isTop && !_handlers.ContainsKey(caller.Address) && demanding.Add(caller.Address))
                    open.Enqueue(caller.Address);
            }
        }

        return demanding;
    }

    /// <summary>Whether a call was looked at wherever it is made: in a routine that is lifted, or entered by such alone.</summary>
    private bool IsLifted(Instruction site, IReadOnlySet<ulong> explored)
    {
        ulong function = _code.Running.FunctionAt(site.IP)!.Address;
        return explored.Contains(site.IP)
            && (_routines.ContainsKey(function) || _calls[function].All(entry => IsLifted(entry, explored)));
    }

    /// <summary>What may stop the domain before a call in the same function, or null.</summary>
    private ulong? IsLate(CodeFunction function, Instruction site)
    {
        foreach (Instruction i in function.Instructions.Values.Where(Stops))
        {
            HashSet<ulong> reached = [];
            Queue<ulong> open = new(CodeGraph.Successors(i));
            while (open.TryDequeue(out ulong next))
            {
                if (!function.Instructions.TryGetValue(next, out Instruction at) || !reached.Add(next))
                    continue;
                foreach (ulong successor in CodeGraph.Successors(at))
                    open.Enqueue(successor);
            }

            if (reached.Contains(site.IP))
                return i.IP;
        }

        return null;
    }

    private bool Stops(Instruction i) =>
        _keeping.Stores(i.IP) || (i.IsCallNear && !_keeping.KeepsRunning(i.NearBranchTarget));
}
