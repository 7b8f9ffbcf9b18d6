using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// One function, looked at in all states at once: which stores it makes, whether it keeps its frame, its return address
/// and the registers that its caller relies on. Calls do what the called functions' summaries say.
/// </summary>
internal sealed class FunctionAnalysis
{
    // How often ways may meet at a place before offsets grow in jumps.
    private const int Patience = 4;

    private readonly CodeFunction _function;
    private readonly IReadOnlySet<ulong> _watched;
    private readonly Func<ulong, FunctionSummary?> _summaryOf;
    private readonly SortedDictionary<ulong, AbstractState> _at = [];
    private readonly Dictionary<ulong, int> _visits = [];
    private readonly SortedSet<ulong> _open = [];
    private readonly HashSet<ulong> _leaders;

    // Every loop has a jump back; it is enough that offsets grow in jumps where those lead.
    private readonly HashSet<ulong> _heads;
    private readonly IReadOnlyList<Int128> _thresholds;
    private readonly Transfer _transfer;
    private readonly HashSet<AbstractStore> _stores = [];
    private readonly HashSet<AbstractCall> _calls = [];
    private readonly Dictionary<ulong, long?> _depths = [];
    private bool _recording;
    private bool _returns;
    private AbstractValue? _result;

    /// <param name="function">The function.</param>
    /// <param name="entries">Where control comes in, as if by a call.</param>
    /// <param name="watched">Functions whose calls are to be told.</param>
    /// <param name="summaryOf">The summary of the function at an address; null if no function begins there.</param>
    public FunctionAnalysis(
        CodeFunction function,
        IReadOnlyList<ulong> entries,
        IReadOnlySet<ulong> watched,
        Func<ulong, FunctionSummary?> summaryOf)
    {
        _function = function;
        _watched = watched;
        _summaryOf = summaryOf;
        _transfer = new(Record, Fault);
        _thresholds = [.. Thresholds(function)];
        List<Instruction> jumps = [.. function.Instructions.Values.Where(i => i.IsJccShortOrNear || i.IsJmpShortOrNear)];
        _leaders = [.. entries, .. jumps.Select(i => i.NearBranchTarget)];
        _heads = [.. jumps.Where(i => i.NearBranchTarget <= i.IP).Select(i => i.NearBranchTarget)];
        foreach (ulong entry in entries)
            Flow(entry, AbstractState.Entry());
        while (_open.Count > 0)
        {
            ulong next = _open.Min;
            _open.Remove(next);
            RunFrom(next);
        }

        _recording = true;
        foreach (ulong start in _at.Keys.ToList())
            RunFrom(start);
    }

    /// <summary>Stores whose place is known, or never will be: nothing that a caller knows could say more.</summary>
    public HashSet<AbstractStore> Final { get; } = [];

    /// <summary>Watched calls whose arguments no caller could say more of.</summary>
    public HashSet<AbstractCall> FinalCalls { get; } = [];

    /// <summary>How many different stores stay inside the function's own frame.</summary>
    public HashSet<ulong> InFrame { get; } = [];

    /// <summary>What is wrong.</summary>
    public HashSet<FrameFault> Faults { get; } = [];

    /// <summary>
    /// The bytes between the stack pointer and where it was at entry, before each instruction; null where nobody knows.
    /// </summary>
    public IReadOnlyDictionary<ulong, long?> Depths => _depths;

    /// <summary>The most of them, behind an instruction too.</summary>
    public long Deepest { get; private set; }

    /// <summary>What a call of it does.</summary>
    public FunctionSummary Summary => new(_stores, _calls, _returns, _result);

    private void NoteDepth(ulong at, AbstractState s, bool isAfter = false)
    {
        if (!_recording)
            return;
        Deepest = Math.Max(Deepest, -s.Depth ?? 0);
        if (!isAfter)
            _depths[at] = _depths.TryGetValue(at, out long? known) && known != -s.Depth ? null : -s.Depth;
    }

    private void RunFrom(ulong start)
    {
        AbstractState s = _at[start].Fork();
        for (ulong at = start; ;)
        {
            if (!_function.Instructions.TryGetValue(at, out Instruction i))
                return;
            NoteDepth(at, s);
            if (!Step(s, i))
                return;
            NoteDepth(at, s, isAfter: true);
            at = i.NextIP;
            if (_function.Instructions.ContainsKey(at) && _leaders.Contains(at))
            {
                Flow(at, s);
                return;
            }

            if (!_function.Instructions.ContainsKey(at))
            {
                // Control falls into the next label of the same routine.
                Leave(s, i.IP, at);
                return;
            }
        }
    }

    /// <summary>Executes an instruction; whether control goes on behind it.</summary>
    private bool Step(AbstractState s, in Instruction i)
    {
        if (i.IsCallNear)
            return Call(s, i.IP, i.NearBranchTarget);
        if (i.IsJccShortOrNear)
        {
            AbstractState taken = s.Fork();
            Comparisons.Refine(taken, i.ConditionCode, taken: true);
            Go(taken, i.IP, i.NearBranchTarget);
            Comparisons.Refine(s, i.ConditionCode, taken: false);
            return true;
        }

        if (i.IsJmpShortOrNear)
        {
            Go(s, i.IP, i.NearBranchTarget);
            return false;
        }

        if (i.FlowControl == FlowControl.Return)
        {
            Return(s, i);
            return false;
        }

        if (i.FlowControl is FlowControl.Exception or FlowControl.Interrupt
            or FlowControl.IndirectBranch or FlowControl.IndirectCall)
            return false;
        _transfer.Execute(s, i);
        return true;
    }

    private void Go(AbstractState s, ulong from, ulong target)
    {
        if (_function.Instructions.ContainsKey(target))
            Flow(target, s);
        else
            Leave(s, from, target);
    }

    /// <summary>A jump to another function: as a call and a return.</summary>
    private void Leave(AbstractState s, ulong at, ulong target)
    {
        bool isWhole = s.Depth == 0;
        if (!Call(s, at, target))
            return;
        if (!isWhole)
            Fault(at, "jumps to another function with its frame still there");
        Keep(s, at, AbstractState.CalleeSaved);
        Returned(s);
    }

    private void Return(AbstractState s, in Instruction i)
    {
        if (s.Depth != 0)
            Fault(i.IP, $"returns with the stack pointer at {s[Register.RSP]}");
        // An interrupt's handler gives back every register.
        Keep(s, i.IP, i.Code == Code.Iretq
            ? [.. Enumerable.Range(0, 16).Select(r => Register.RAX + r).Where(r => r != Register.RSP)]
            : AbstractState.CalleeSaved);
        Returned(s);
    }

    private void Returned(AbstractState s)
    {
        AbstractValue result = s[Register.RAX];
        if (!IsSayable(result))
            result = AbstractValue.Anything;
        _result = !_returns ? result : _result?.Join(result) ?? AbstractValue.Anything;
        _returns = true;
    }

    private void Keep(AbstractState s, ulong at, IReadOnlyList<Register> registers)
    {
        foreach (Register register in registers)
        {
            if (s[register] != AbstractValue.Of(Origin.Entry(register)))
                Fault(at, $"does not give {register} back".ToLowerInvariant());
        }
    }

    /// <summary>A call; whether it can return.</summary>
    private bool Call(AbstractState s, ulong at, ulong target)
    {
        CallContext context = new(s.Fork(), at);
        if (_watched.Contains(target))
            RecordCall(new(at, target, s.Bounded(s[Register.RDI]), s[Register.RSI]));
        if (_summaryOf(target) is not { } summary)
        {
            Fault(at, $"calls 0x{target:x}, where no function begins");
            return false;
        }

        foreach (AbstractStore store in summary.Stores)
        {
            AbstractStore mine = context.Of(store.At == AbstractStore.InContract ? store with { At = at } : store);
            Record(s, mine);
            Transfer.Apply(s, mine);
        }

        foreach (AbstractCall call in summary.Calls)
            RecordCall(context.Of(call));
        s.Redefine(at);
        foreach (Register register in CallerSaved)
            s[register] = AbstractValue.Anything;
        s.Compared = null;
        if (summary.Result is { } result)
            s[Register.RAX] = context.Result(result);
        return summary.Returns;
    }

    private static readonly IReadOnlyList<Register> CallerSaved =
    [
        Register.RAX, Register.RCX, Register.RDX, Register.RSI, Register.RDI, Register.R8, Register.R9, Register.R10,
        Register.R11,
    ];

    private void Flow(ulong target, AbstractState s)
    {
        if (_recording)
            return;
        if (!_at.TryGetValue(target, out AbstractState? known))
        {
            _at[target] = s.Fork();
            _at[target].Compared = null;
            _open.Add(target);
            return;
        }

        int visits = !_heads.Contains(target) ? 0 : _visits[target] = _visits.GetValueOrDefault(target) + 1;
        AbstractState joined = known.Join(s, target, visits > Patience ? _thresholds : null);
        if (ReferenceEquals(joined, known))
            return;
        _at[target] = joined;
        _open.Add(target);
    }

    private void Record(AbstractState s, AbstractStore store)
    {
        if (!_recording)
            return;
        store = Bounded(s, store);
        if (IsArgument(store.Place))
            _stores.Add(store);
        else if (store.Place.Origin.Kind == OriginKind.Frame)
            RecordFrame(s, store);
        else if (IsSayable(store.Place) && !IsRootedInNumber(store.Place.Origin))
            _stores.Add(store);
        else
            Final.Add(store);
    }

    // What is known of a length here, nobody further out knows.
    private static AbstractStore Bounded(AbstractState s, AbstractStore store) => store with
    {
        Place = s.Bounded(store.Place),
        Bytes = IsSayable(s.Bounded(store.Bytes)) ? s.Bounded(store.Bytes) : s.Number(store.Bytes),
        Value = store.Value is { } value && IsSayable(value) ? s.Bounded(value) : null,
    };

    private void RecordFrame(AbstractState s, AbstractStore store)
    {
        Int128 end = store.Place.High + s.Number(store.Bytes).High;
        if (s.Depth is { } depth && store.Place.Low >= depth && end <= 0)
            InFrame.Add(store.At);
        else
            Fault(store.At, $"stores to its stack at {store.Place}, {store.Bytes} bytes: not inside its frame");
    }

    private void RecordCall(AbstractCall call)
    {
        if (!_recording)
            return;
        bool isOpen = IsOpen(call.State) || IsOpen(call.Caller);
        (isOpen ? _calls : FinalCalls).Add(call with { State = Said(call.State), Caller = Said(call.Caller) });

        static bool IsOpen(AbstractValue value) =>
            IsSayable(value) && value.Origin.Kind != OriginKind.Number && !IsRootedInNumber(value.Origin);

        static AbstractValue Said(AbstractValue value) => IsSayable(value) ? value : AbstractValue.Anything;
    }

    /// <summary>Whether it means something outside of this activation.</summary>
    private static bool IsSayable(AbstractValue value) => IsSayable(value.Origin) || IsArgument(value);

    // A place above the return address: what the caller put there.
    private static bool IsArgument(AbstractValue place) => place.Origin.Kind == OriginKind.Frame && place.Low > 0;

    private static bool IsSayable(Origin origin) => origin.Kind switch
    {
        OriginKind.Number or OriginKind.Entry => true,
        OriginKind.Low or OriginKind.Scaled => IsSayable(origin.Whole!),
        OriginKind.Loaded => (IsSayable(origin.Place!.Origin) && !origin.Place.IsAnything) || IsArgument(origin.Place),
        _ => false,
    };

    private static bool IsRootedInNumber(Origin origin) => origin.Kind switch
    {
        OriginKind.Number => true,
        OriginKind.Low or OriginKind.Scaled => IsRootedInNumber(origin.Whole!),
        OriginKind.Loaded => IsRootedInNumber(origin.Place!.Origin),
        _ => false,
    };

    private void Fault(ulong at, string text)
    {
        if (_recording)
            Faults.Add(new(at, text));
    }

    // Loops end at numbers that something is compared with.
    private static IEnumerable<Int128> Thresholds(CodeFunction function) => function.Instructions.Values
        .Where(i => i.Mnemonic == Mnemonic.Cmp && i.Op1Kind is >= OpKind.Immediate8 and <= OpKind.Immediate32to64)
        .SelectMany(i => (Int128[])[(Int128)i.GetImmediate(1) - 1, i.GetImmediate(1), (Int128)i.GetImmediate(1) + 1])
        .Where(number => number >= 0)
        .Distinct()
        .Order();
}
