using Iced.Intel;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// How deep the stacks can get: each function's frame, and what it calls, as the machine code has them. A function that
/// calls itself, over others or not, has no bound, unless a row says how often and why.
/// </summary>
internal sealed class StackDepth
{
    // SS, RSP, RFLAGS, CS, RIP and an error code, and the alignment that the processor makes (AMD64 manual vol. 2, 8.9).
    private const long InterruptBytes = (6 * 8) + 16;
    // The gate pushes the other stack pointer twice, and its call the return address.
    private const long GateBytes = 3 * 8;
    private const long MachineStateBytes = 8192;

    private readonly KernelCode _code;
    private readonly FrameAnalysis _analysis;
    private readonly Dictionary<(CodeFunction Function, string Used), long> _known = [];
    private readonly HashSet<(CodeFunction Function, string Used)> _open = [];
    private readonly SortedSet<string> _against = new(StringComparer.Ordinal);

    private StackDepth(KernelCode code, FrameAnalysis analysis)
    {
        _code = code;
        _analysis = analysis;
    }

    /// <summary>Calls that close a circle, and are made once within themselves at most.</summary>
    public static IReadOnlyList<(string From, string To, string Why)> Once { get; } =
    [
        ("MulticallCall__One", "HypercallEntry__CallWide", "an element is no multicall: the sentence of dispatch"),
        ("Machine_Protected_HypercallExit__Effect", "Machine_Protected_HypercallExit__AtTime",
            "the second time the call is told the time, and asks for it no more: not proved"),
    ];

    /// <summary>Computes and compares.</summary>
    public static MediationFinding Check(KernelCode code, FrameAnalysis analysis)
    {
        StackDepth depth = new(code, analysis);
        long exceptions = InterruptBytes + code.Gates
            .Select(gate => code.All.FunctionAt(gate)!).Distinct().Max(function => depth.Of(function, ""));
        long gate = GateBytes + depth.Of(code.All.FunctionAt(code.Address("gate_dispatch"))!, "") + exceptions;
        long glue = exceptions + ((string[])["early_boot", "finish_boot"])
            .Max(entry => depth.Of(code.All.FunctionAt(code.Address(entry))!, ""));
        depth.Compare("the gate's stack", gate, "gate_stack_top", code.Address("machine_state") + MachineStateBytes);
        depth.Compare("glue's stack", glue, "glue_stack_top", code.Address("glue_stack"));
        depth.Compare("the exceptions' stack", exceptions, "exception_stack_top", code.Address("glue_stack_top"));
        return MediationFinding.Of(
            "stack depth",
            "no stack can overflow: frames and calls as the code has them, an exception on top",
            $"the gate's {gate} bytes, glue's {glue}, an exception's {exceptions}",
            [.. depth._against]);
    }

    private void Compare(string what, long bytes, string top, ulong bottom)
    {
        long room = (long)(_code.Address(top) - bottom);
        if (bytes > room)
            _against.Add($"{what} has {room} bytes, and {bytes} may be taken");
    }

    /// <summary>The most bytes below the return address of a function; the calls that were made once are named.</summary>
    private long Of(CodeFunction function, string used)
    {
        if (_known.TryGetValue((function, used), out long known))
            return known;
        if (!_open.Add((function, used)))
        {
            _against.Add($"{KernelCode.NameOf(function)} can call itself: its stack has no bound");
            return 0;
        }

        long most = _analysis.DepthsOf(function) is { } depths ? WithCalls(function, depths, used) : Leaf(function);
        _open.Remove((function, used));
        _known[(function, used)] = most;
        return most;
    }

    private long WithCalls(CodeFunction function, (IReadOnlyDictionary<ulong, long?> At, long Most) depths, string used)
    {
        long most = depths.Most;
        foreach (Instruction i in function.Instructions.Values)
        {
            foreach (CodeFunction target in Targets(function, i))
            {
                if (!depths.At.TryGetValue(i.IP, out long? at))
                    continue;
                // The end of exceptions aligns the stack first.
                long? taken = at ?? (Aligns(function) ? depths.Most + 16 : null);
                if (taken is null)
                    _against.Add($"{_code.Place(i.IP)}: nobody knows how deep the stack is there");
                if (Next(function, target, used) is { } next)
                    most = Math.Max(most, (taken ?? 0) + (i.IsCallNear ? 8 : 0) + Of(target, next));
            }
        }

        return most;
    }

    // Where a call leads, or a jump or the end of the code out of the function.
    private IEnumerable<CodeFunction> Targets(CodeFunction function, Instruction i) => CodeGraph.Successors(i)
        .Select(_code.All.FunctionAt)
        .Where(target => target != function)
        .Concat(i.IsCallNear ? [_code.All.FunctionAt(i.NearBranchTarget)] : [])
        .OfType<CodeFunction>()
        .Distinct();

    // A call of a row that was made before is not made again.
    private static string? Next(CodeFunction from, CodeFunction to, string used)
    {
        int row = Once.ToList().FindIndex(once => once.From == KernelCode.NameOf(from) && once.To == KernelCode.NameOf(to));
        if (row < 0)
            return used;
        string mark = $"{row};";
        return used.Contains(mark, StringComparison.Ordinal) ? null : used + mark;
    }

    private static bool Aligns(CodeFunction function) => function.Instructions.Values.Any(i =>
        i.Mnemonic == Mnemonic.And && i.Op0Register == Register.RSP && (long)i.GetImmediate(1) == -16);

    // Block routines and the gate: of what moves the stack pointer down they have PUSH alone, and one call.
    private long Leaf(CodeFunction function)
    {
        if (function.Address == _code.Address("gate_call"))
            return 0;
        long pushed = 0;
        foreach (Instruction i in function.Instructions.Values)
        {
            pushed += i.Mnemonic == Mnemonic.Push ? 8 : 0;
            pushed += i.IsCallNear ? 8 : 0;
            bool moves = i.OpCount > 0 && i.Op0Kind == OpKind.Register && i.Op0Register == Register.RSP;
            if (moves && i.Mnemonic is not Mnemonic.Add)
                _against.Add($"{_code.Place(i.IP)}: '{i}' in a routine that was taken for a leaf");
        }

        return pushed + Targets(function).Select(target => Of(target, "")).DefaultIfEmpty(0).Max();
    }

    private IEnumerable<CodeFunction> Targets(CodeFunction function) =>
        function.Instructions.Values.SelectMany(i => Targets(function, i));
}
