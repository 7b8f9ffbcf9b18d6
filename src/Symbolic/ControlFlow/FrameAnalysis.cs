using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// Every store of some code, with the place it goes to as far as the code itself says; and whether every function keeps
/// the stack in order: its stores to the stack stay inside its own frame or what a caller's frame lends it, it returns
/// with the stack pointer and the registers that it found. Functions are summarised, callers after the called, until
/// nothing changes.
/// </summary>
/// <remarks>
/// What it says holds as long as no store whose place is unknown goes to a stack: those are told, for somebody else to
/// prove. Pointers that a function is given are taken to point outside of its own frame.
/// </remarks>
public sealed class FrameAnalysis
{
    private readonly CodeGraph _graph;
    private readonly IReadOnlyDictionary<ulong, FunctionSummary> _contracts;
    private readonly Dictionary<ulong, FunctionSummary> _summaries = [];
    private readonly Dictionary<CodeFunction, FunctionAnalysis> _last = [];

    private readonly IReadOnlyDictionary<ulong, ulong> _passages;

    private FrameAnalysis(
        CodeGraph graph, IReadOnlyDictionary<ulong, FunctionSummary> contracts, IReadOnlyDictionary<ulong, ulong> passages)
    {
        _graph = graph;
        _contracts = contracts;
        _passages = passages;
    }

    /// <summary>Stores whose place does not depend on who calls, by function.</summary>
    public IEnumerable<(CodeFunction Function, AbstractStore Store)> Stores => _last
        .OrderBy(f => f.Key.Address)
        .SelectMany(f => f.Value.Final.Select(store => (_graph.FunctionAt(store.At)!, store)))
        .Distinct()
        .OrderBy(s => s.store.At);

    /// <summary>Watched calls, with their arguments as far as they are known.</summary>
    public IEnumerable<AbstractCall> Calls => _last.Values.SelectMany(f => f.FinalCalls).Distinct().OrderBy(c => c.At);

    /// <summary>Instructions whose stores stay in frames.</summary>
    public IReadOnlySet<ulong> InFrame => _last.Values.SelectMany(f => f.InFrame).ToHashSet();

    /// <summary>What is wrong, by address.</summary>
    public IReadOnlyList<FrameFault> Faults => [.. _last.Values.SelectMany(f => f.Faults).Distinct().OrderBy(f => f.At)];

    /// <summary>
    /// The bytes of stack that a function has taken before each of its instructions, and at most; null for one that was
    /// not looked into.
    /// </summary>
    public (IReadOnlyDictionary<ulong, long?> At, long Most)? DepthsOf(CodeFunction function) =>
        _last.TryGetValue(function, out FunctionAnalysis? analysis) ? (analysis.Depths, analysis.Deepest) : null;

    /// <summary>What is left to whoever calls a function that nothing in the code calls.</summary>
    public FunctionSummary SummaryOf(ulong function) => _summaries.GetValueOrDefault(function, FunctionSummary.Nothing);

    /// <summary>Looks at all functions of some code.</summary>
    /// <param name="graph">The code.</param>
    /// <param name="roots">Where control enters it otherwise than by a call.</param>
    /// <param name="contracts">Functions that are not looked into, with what is taken for granted of them.</param>
    /// <param name="passages">
    /// Functions that are not looked into either: all they do is call another one, with the arguments that they were
    /// given.
    /// </param>
    /// <param name="watched">Functions whose calls are to be told.</param>
    public static FrameAnalysis Of(
        CodeGraph graph,
        IReadOnlyCollection<ulong> roots,
        IReadOnlyDictionary<ulong, FunctionSummary> contracts,
        IReadOnlyDictionary<ulong, ulong> passages,
        IReadOnlySet<ulong> watched)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentNullException.ThrowIfNull(watched);
        FrameAnalysis analysis = new(graph, contracts, passages);
        analysis.Run(roots, watched);
        return analysis;
    }

    private void Run(IReadOnlyCollection<ulong> roots, IReadOnlySet<ulong> watched)
    {
        ILookup<CodeFunction, CodeFunction> callers = _graph.Transfers()
            .SelectMany(sites => sites.Select(site => (
                Target: _graph.FunctionAt(sites.Key), Caller: _graph.FunctionAt(site.IP)!)))
            .Where(call => call.Target is not null)
            .Distinct()
            .ToLookup(call => call.Target!, call => call.Caller);
        HashSet<CodeFunction> waiting = [.. _graph.Functions];
        Queue<CodeFunction> queue = new(CalledFirst());
        while (queue.TryDequeue(out CodeFunction? function))
        {
            waiting.Remove(function);
            if (_contracts.ContainsKey(function.Address))
                continue;
            if (_passages.ContainsKey(function.Address))
            {
                Wait(callers[function]);
                continue;
            }

            ulong[] entries =
            [
                .. roots.Append(function.Address).Where(function.Instructions.ContainsKey).Distinct().Order(),
            ];
            FunctionAnalysis analysis = new(function, entries, watched, Known);
            _last[function] = analysis;
            FunctionSummary before = _summaries.GetValueOrDefault(function.Address, FunctionSummary.Nothing);
            _summaries[function.Address] = analysis.Summary;
            if (analysis.Summary.SameAs(before))
                continue;
            Wait(callers[function]);
        }

        void Wait(IEnumerable<CodeFunction> those)
        {
            foreach (CodeFunction caller in those.Where(waiting.Add))
                queue.Enqueue(caller);
        }
    }

    private FunctionSummary? Known(ulong address)
    {
        if (_contracts.TryGetValue(address, out FunctionSummary? contract))
            return contract;
        if (_passages.TryGetValue(address, out ulong behind))
            return Known(behind);
        return _graph.FunctionAt(address)?.Address == address
            ? _summaries.GetValueOrDefault(address, FunctionSummary.Nothing)
            : null;
    }

    /// <summary>The functions, each after those it calls, as far as calls make no circle.</summary>
    private List<CodeFunction> CalledFirst()
    {
        List<CodeFunction> order = [];
        HashSet<CodeFunction> known = [];
        foreach (CodeFunction function in _graph.Functions)
            Visit(function);
        return order;

        void Visit(CodeFunction function)
        {
            if (!known.Add(function))
                return;
            foreach (Instruction i in function.Instructions.Values)
            {
                foreach (ulong target in CodeGraph.Successors(i).Concat(i.IsCallNear ? [i.NearBranchTarget] : []))
                {
                    if (_graph.FunctionAt(target) is { } called && called != function && called.Instructions.Count > 0)
                        Visit(called);
                }
            }

            order.Add(function);
        }
    }
}
