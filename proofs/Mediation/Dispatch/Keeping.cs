using System.Collections.Concurrent;
using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Proofs.Theorems;
using Verified.Spec;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// Which functions leave the current domain alive, and which leave it runnable, whatever the state they are called in.
/// Of an operation the specification says it, which is asked of the solver; any other function does, when neither it nor
/// what it calls stores to the word that says so, or calls an operation that does not.
/// </summary>
internal sealed class Keeping
{
    private const string Status = "Domains.Status";
    private const string Run = "Vcpus.Run";
    private const ulong Budget = 20_000_000;

    // By the specification alone, so that it is the same of every image.
    private static readonly ConcurrentDictionary<string, (bool Ends, bool Stops)> s_known = new();

    private readonly HashSet<ulong> _ends = [];
    private readonly HashSet<ulong> _stops = [];
    private readonly HashSet<ulong> _stores = [];

    private Keeping()
    {
    }

    /// <summary>Looks at all code that runs.</summary>
    /// <param name="code">The code.</param>
    /// <param name="handlers">The operations' handlers, by address.</param>
    /// <param name="analysis">Its stores.</param>
    /// <param name="areas">What they go to.</param>
    /// <param name="solver">Who decides what operations do.</param>
    public static Keeping Of(
        KernelCode code,
        IReadOnlyDictionary<ulong, Operation> handlers,
        FrameAnalysis analysis,
        StoreAreas areas,
        ISolver solver)
    {
        Keeping keeping = new();
        foreach ((ulong address, Operation handler) in handlers)
        {
            (bool Ends, bool Stops) does = s_known.GetOrAdd(handler.Name, _ => OfOperation(handler, solver));
            if (does.Ends)
                keeping._ends.Add(address);
            if (does.Stops)
                keeping._stops.Add(address);
        }

        foreach ((CodeFunction function, AbstractStore store) in analysis.Stores)
        {
            if (handlers.ContainsKey(function.Address))
                continue;
            if (MayReach(areas, store, Status))
                keeping._ends.Add(function.Address);
            if (!MayReach(areas, store, Run))
                continue;
            keeping._stops.Add(function.Address);
            keeping._stores.Add(store.At);
        }

        keeping._stops.UnionWith(keeping._ends);
        Spread(code, handlers, keeping._ends);
        Spread(code, handlers, keeping._stops);
        return keeping;
    }

    /// <summary>Whether the current domain is alive after a call of a function, if it was before.</summary>
    public bool KeepsAlive(ulong function) => !_ends.Contains(function);

    /// <summary>Whether the current domain is runnable after a call of a function, if it was before.</summary>
    public bool KeepsRunning(ulong function) => !_stops.Contains(function);

    /// <summary>Whether an instruction of a function that is no operation may store to a vCPU's run word.</summary>
    public bool Stores(ulong instruction) => _stores.Contains(instruction);

    /// <summary>
    /// What an operation may do to the domain that asks for it, or, when nobody does, to any domain; as far as can be
    /// told.
    /// </summary>
    public static (bool Ends, bool Stops) OfOperation(Operation handler, ISolver solver)
    {
        TermStore store = new();
        SymbolicSpecification specification = new(Sizes.Image);
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
        SymbolicSpecification.SystemState next = operation.Run(state, arguments, new AnyMemory(store)).Next;
        SymbolicWord domain = operation.Arguments is [{ Name: "caller" }, ..]
            ? arguments[0]
            : new SymbolicWord(store.ZeroExtend(store.Variable("any domain", 32), 64));
        bool isStatusSame = IsSame(Domains.Status), isRunSame = IsSame(Vcpus.Run);
        if (isStatusSame && isRunSame)
            return (false, false);
        Prover prover = new(
            solver,
            new InvariantInstances(specification, state, store),
            operation.Requires(state, arguments).ToTerm(store),
            Budget);
        SymbolicBool alive = specification.Exists(state, domain), running = specification.MayCall(state, domain);
        return (
            !isStatusSame && !Holds("alive", alive, specification.Exists(next, domain)),
            !Holds("runnable", running, specification.MayCall(next, domain)));

        bool IsSame(Field field) => ReferenceEquals(
            SymbolicTables.Term(state, field, store), SymbolicTables.Term(next, field, store));

        bool Holds(string name, SymbolicBool before, SymbolicBool after) => prover.Prove(new ProofObligation(
            $"the domain stays {name}",
            store.Implies(before.ToTerm(store), after.ToTerm(store)))).Result.Verdict == Verdict.Proved;
    }

    // Who calls a function that does it does it, but for operations: they were asked about as a whole.
    private static void Spread(KernelCode code, IReadOnlyDictionary<ulong, Operation> handlers, HashSet<ulong> does)
    {
        ILookup<ulong, Instruction> calls = code.Running.Transfers();
        Queue<ulong> open = new(does);
        while (open.TryDequeue(out ulong function))
        {
            foreach (ulong caller in calls[function].Select(site => code.Running.FunctionAt(site.IP)!.Address))
            {
                if (!handlers.ContainsKey(caller) && does.Add(caller))
                    open.Enqueue(caller);
            }
        }
    }

    /// <summary>
    /// Whether a store may reach a field. A place in the state is followed to its field only where each place that is
    /// meant is that field of some entry.
    /// </summary>
    private static bool MayReach(StoreAreas areas, AbstractStore store, string field)
    {
        StoreRegion region = areas.Of(store);
        if (region == StoreRegion.Unknown)
            return true;
        if (region != StoreRegion.State)
            return false;
        if (!areas.Overlaps(store, field))
            return false;
        if (areas.FieldOf(store) is not { } name || name == field)
            return true;
        TableField known = KernelLayout.State[name];
        AbstractValue place = store.Place;
        bool isExact = place.Low == place.High || known.Dimensions.Any(d => place.Stride % d.Stride == 0);
        bool isScaled = place.Origin.Kind == OriginKind.Scaled
            && !known.Dimensions.Any(d => (ulong)place.Origin.Factor % d.Stride == 0);
        return store.Bytes.High > known.Width / 8 || !isExact || isScaled;
    }
}
