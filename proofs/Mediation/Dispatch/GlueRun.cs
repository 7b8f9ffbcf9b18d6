using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// A routine of glue, lifted from its entry to its return. What it calls of the table's routines and of the kernel's
/// operations is not entered: each such call is noted with its condition and its arguments, and afterwards the state is
/// any state. Nor are the routines entered that open a caller's memory: what they find is unknown, but for what <see
/// cref="OwnMemory"/> proves of them.
/// </summary>
internal sealed class GlueRun
{
    /// <summary>Where a request begins in a slot: CS.</summary>
    public const ulong RequestOffset = 0x410;

    /// <summary>Where the effect of a call stands in a slot.</summary>
    public const ulong EffectOffset = 0x1400;

    private const int RegisterArguments = 6;
    private static readonly Register[] s_clobbered =
        [Register.RCX, Register.RDX, Register.RSI, Register.RDI, Register.R8, Register.R9, Register.R10, Register.R11];

    private static readonly int[] s_whose = [SlotArea.Domain, SlotArea.DomainEntry, SlotArea.VcpuEntry];

    private readonly KernelCode _code;
    private readonly SlotArea _slots;
    private readonly IReadOnlyDictionary<ulong, Operation> _handlers;
    private readonly IReadOnlySet<ulong> _keepers;
    private readonly Promises _promises;
    private readonly SymbolicSpecification _specification = new(Sizes.Image);
    private readonly List<GlueCall> _calls = [];
    private readonly List<Opening> _openings = [];
    private readonly List<BufferAccess> _accesses = [];
    private readonly List<Term> _known = [];
    private readonly Dictionary<Term, HashSet<Term>> _variables = [];

    /// <param name="code">The code.</param>
    /// <param name="slots">Where the vCPUs' slots stand.</param>
    /// <param name="routine">The routine's address.</param>
    /// <param name="stops">The functions that are not entered.</param>
    /// <param name="handlers">The handlers among them.</param>
    /// <param name="keepers">The functions among them that leave slots as they are.</param>
    /// <param name="promises">What is known of the state behind a call of one of them.</param>
    /// <param name="table">What the table says of the routine.</param>
    /// <exception cref="LiftException">The code cannot be lifted.</exception>
    public GlueRun(
        KernelCode code,
        SlotArea slots,
        ulong routine,
        IEnumerable<ulong> stops,
        IReadOnlyDictionary<ulong, Operation> handlers,
        IReadOnlySet<ulong> keepers,
        Promises promises,
        Routine table)
    {
        _promises = promises;
        _code = code;
        _slots = slots;
        _handlers = handlers;
        _keepers = keepers;
        Initial = new(
            Store,
            KernelLayout.State,
            code.Image.StateAddress,
            new Dictionary<string, ulong> { [KernelLayout.MemoryBaseField] = KernelLayout.MemoryBase });
        Entry = Explorer.Entry(Store, new MachineMemory(
            Initial,
            new TableMemory(Store, SlotLayout.Of(), slots.Start),
            new TableMemory(Store, s_machineState, code.Address("machine_state")),
            new TableMemory(Store, WordsOf(GlueDataBytes), code.Address("exception_stack_top")),
            new TableMemory(Store, WordsOf(8), NotedAddress),
            new StackMemory(StackBytes, ArgumentBytes),
            new FramePool(KernelLayout.MemoryBase, (ulong)Sizes.Image.Frames),
            new ReadOnlyData(code.Image.Elf)));
        Entry[Register.RDI] = Constant(code.Image.StateAddress, 64);
        table.Prepare(this);
        if (Whose is { } whose && table.Demands != Demand.Nothing)
        {
            Term mayCall = MayCall(Initial, whose);
            _known.Add(table.Demands == Demand.Runnable
                ? mayCall
                : Store.Or(mayCall, Promises.AsksForSomething(this, Entry)));
            _known.Add(IsAlive(Initial, whose));
            if (table.IsRepeated)
                _known.Add(Store.Not(Promises.Owes(this, Initial, whose)));
        }
        NoteFlush(Entry, Initial);
        Dictionary<ulong, FunctionModel> models = [];
        foreach (ulong stop in stops.Where(stop => stop != routine))
            models[stop] = state => Call(state, stop);
        Model(models, "Verified.Kernel.GuestBuffer", "TryOpen", Open);
        Model(models, "Verified.Kernel.GuestBuffer", "ReadWord", ReadWord);
        Model(models, "Verified.Kernel.GuestBuffer", "Read32Beyond", ReadBeyond);
        Model(models, "Verified.Kernel.GuestBuffer", "Write32Beyond", WriteBeyond);
        Model(models, "Verified.Kernel.GuestPageWalk", "Translate", Translate);
        Model(models, "Verified.Kernel.LegacyPageWalk", "Translate", Translate);
        // It reads the time-stamp counter and writes nothing.
        Model(models, "Verified.Kernel.Machine.Clock", "get_Now", s => Clobber(s, s.Run.Fresh("now", 64)));
        models.Remove(routine);
        Exploration = Explorer.Run(
            code.Image.Elf, routine, Entry, new ExplorerOptions { Unreachable = MachineRun.Panics(code.Image), Models = models });
    }

    private const int MachineStateBytes = 8192;
    private const int GlueDataBytes = 8192;

    // Which domains the address space identifiers serve, 32 bits each; then words, in tables of a power of two.
    private static readonly RegionLayout s_machineState = new(new LayoutStruct(
        MachineStateBytes,
        [
            new("AsidUser", 0, new LayoutArray(new LayoutPrimitive(32), AsidWords)),
            .. Powers(AsidWords * 4, MachineStateBytes).Select(start =>
                new LayoutMember($"{MachineWord}{start}", (ulong)start, new LayoutArray(new LayoutPrimitive(64), start / 8))),
        ]));

    private const int AsidWords = 8;

    private static IEnumerable<int> Powers(int from, int below)
    {
        for (int power = from; power < below; power *= 2)
            yield return power;
    }

    // Nothing of the image is there: a word of the proof's own, which is merged as memory is.
    private const ulong NotedAddress = 0x0000_3000_0000_0000;
    private const ulong WriteOwn = 2;
    private const string FlushOwed = "Domains.FlushOwed";
    private const string MachineWord = "MachineWord";
    private const int StackBytes = 4096;
    private const int ArgumentBytes = 64;

    /// <summary>Where the terms live.</summary>
    public TermStore Store { get; } = new();

    /// <summary>The state's tables at entry.</summary>
    public TableMemory Initial { get; }

    /// <summary>The state at entry.</summary>
    public MachineState Entry { get; }

    /// <summary>What was explored.</summary>
    public Exploration Exploration { get; }

    /// <summary>The calls of routines and operations.</summary>
    public IReadOnlyList<GlueCall> Calls => _calls;

    /// <summary>The pieces of the caller's memory that were opened.</summary>
    public IReadOnlyList<Opening> Openings => _openings;

    /// <summary>Accesses to opened memory that lie on two pages, or on the second; the others are guest effects.</summary>
    public IReadOnlyList<BufferAccess> Accesses => _accesses;

    /// <summary>What is known of what opening finds.</summary>
    public IReadOnlyList<Term> Known => _known;

    /// <summary>The accesses to guest frames, in their order.</summary>
    public IReadOnlyList<GuestEffect> Effects => ((MachineMemory)Exploration.Final.Memory).Frames.Effects;

    /// <summary>The domain whose vCPU's slot it is, 32 bits, where the routine follows the slot's pointers.</summary>
    public Term? Domain { get; set; }

    /// <summary>The current domain, 32 bits; null where there is none.</summary>
    public Term? Whose { get; set; }

    /// <summary>Any domain: what is proved of the flush that it owes is proved of all.</summary>
    public Term Anyone => Store.ZeroExtend(
        Store.Variable("any domain", KernelLayout.State[FlushOwed].IndexWidth), 32);

    /// <summary>Whether any domain owed a flush when the last call before a place had returned, or at entry.</summary>
    public Term NotedFlush(MachineState at) => at.Memory.Load(at, Constant(NotedAddress, 64), 4);

    /// <summary>Whether a domain owes a flush.</summary>
    public Term OwesFlush(TableMemory tables, Term domain) => Store.Select(
        tables[FlushOwed], Store.Extract(domain, KernelLayout.State[FlushOwed].IndexWidth - 1, 0));

    /// <summary>Whether a domain, 32 bits, may make a hypercall: it is alive and runnable.</summary>
    public Term MayCall(TableMemory tables, Term domain) =>
        _specification.MayCall(StateOf(tables), Wide(domain)).ToTerm(Store);

    /// <summary>The state's tables at a place.</summary>
    public static TableMemory TablesAt(MachineState state) => ((MachineMemory)state.Memory).Tables;

    /// <summary>Where the current domain's slot stands, 64 bits; null where its contents stand for any slot's.</summary>
    public Term? SlotPlace { get; set; }

    /// <summary>A place in the current domain's slot.</summary>
    public Term InSlot(ulong offset) =>
        SlotPlace is { } place ? Store.Add(place, Constant(offset, 64)) : Constant(Slot + offset, 64);

    /// <summary>Whether no slot has changed, by form.</summary>
    public bool KeepsSlot => ((MachineMemory)Exploration.Final.Memory).TablesAt(Slot)[SlotLayout.Word]
        == ((MachineMemory)Entry.Memory).TablesAt(Slot)[SlotLayout.Word];

    /// <summary>The address of the slot whose contents stand for any slot's.</summary>
    public ulong Slot => _slots.Start;

    /// <summary>A constant.</summary>
    public Term Constant(ulong value, int width) => Store.Constant(value, width);

    /// <summary>A word of a slot at entry.</summary>
    public Term AtEntry(ulong offset, int bytes) => Entry.Memory.Load(Entry, Constant(Slot + offset, 64), bytes);

    /// <summary>A word of a slot after the return.</summary>
    public Term AtEnd(ulong offset, int bytes) =>
        Exploration.Final.Memory.Load(Exploration.Final, Constant(Slot + offset, 64), bytes);

    /// <summary>Puts a word into the slot before the routine begins.</summary>
    public void Put(int offset, Term word) => Entry.Memory.Store(Entry, InSlot((ulong)offset), word);

    /// <summary>The address of a table's entry in the state.</summary>
    public Term EntryOf(string field, Term index)
    {
        TableField first = KernelLayout.State[field];
        Term start = Constant(_code.Image.StateAddress + first.Offset, 64);
        return Store.Add(start, Store.Multiply(Store.ZeroExtend(index, 64), Constant(first.Dimensions[0].Stride, 64)));
    }

    internal static RegionLayout WordsOf(int bytes) => new(new LayoutStruct(
        (ulong)bytes, [new(MachineWord, 0, new LayoutArray(new LayoutPrimitive(64), bytes / 8))]));

    /// <summary>Whether a frame is made of what one of some openings found.</summary>
    public bool Mentions(Term frame, IReadOnlyList<Opening> openings)
    {
        if (!_variables.TryGetValue(frame, out HashSet<Term>? known))
            _variables[frame] = known = [.. TermWalk.PostOrder([frame]).Where(term => term.Kind == TermKind.Variable)];
        return openings.Any(opening => known.Contains(opening.First) || known.Contains(opening.Second));
    }

    private void Model(Dictionary<ulong, FunctionModel> models, string type, string method, FunctionModel model) =>
        models[_code.Image.Method(type, method).Address] = model;

    private void Call(MachineState s, ulong target)
    {
        Operation? handler = _handlers.GetValueOrDefault(target);
        IReadOnlyList<string> parameters = handler?.ParametersIn(_specification) ?? [];
        int stacked = Math.Max(0, parameters.Count - RegisterArguments);
        Term[] arguments =
        [
            .. Enumerable.Range(0, RegisterArguments).Select(i => s[Explorer.Argument(i)]),
            .. Enumerable.Range(0, stacked).Select(i => s.Memory.Load(s, Above(s, 8 + (8 * i)), 8)),
        ];
        Term result = _promises.Result(target, s) ?? s.Run.Fresh("result", 64);
        TableMemory before = TablesAt(s);
        Term? mayCall = Whose is { } caller ? MayCall(before, caller) : null;
        Term? isAlive = Whose is { } asks ? IsAlive(before, asks) : null;
        _calls.Add(new(target, s.Memory.Load(s, s[Register.RSP], 8), s.Path.Term, arguments, result)
        {
            Openings = _openings.Count,
            Memory = s.Memory.Fork(),
            State = s.Fork(),
            MayCall = mayCall,
            Requires = handler is null ? null : Requires(s, handler, parameters, arguments),
        });
        // Whatever it did to the state: any state is possible.
        TableMemory tables = ((MachineMemory)s.Memory).Tables;
        foreach (TableField field in tables.Layout.Fields.Where(field => field.Name != KernelLayout.MemoryBaseField))
            tables.Set(field.Name, Unknown(s, field));
        if (Domain is { } domain)
            _known.AddRange(Invariant(tables, domain));
        if (handler is null && !_keepers.Contains(target))
            ForgetSlot(s);
        else if (handler?.OutputLayout is { } layout)
            ForgetOutput(s, arguments[parameters.ToList().IndexOf(Operation.Out)], layout.Size);
        if (Whose is { } whose)
            _known.AddRange(_promises.After(this, target, new(s, result, isAlive!, mayCall!)));
        NoteFlush(s, tables);
        Clobber(s, result);
    }

    /// <summary>Whether a domain, 32 bits, is alive.</summary>
    public Term IsAlive(TableMemory tables, Term domain) =>
        _specification.Exists(StateOf(tables), Wide(domain)).ToTerm(Store);

    private void NoteFlush(MachineState s, TableMemory tables) => s.Memory.Store(
        s, Constant(NotedAddress, 64), Store.ZeroExtend(OwesFlush(tables, Anyone), 32));

    // What the specification demands of whoever calls an operation. What the handler does not take may be anything.
    private Term Requires(
        MachineState s, Operation handler, IReadOnlyList<string> parameters, Term[] arguments)
    {
        SymbolicSpecification.Operation operation = handler.In(_specification);
        SymbolicWord[] passed =
        [
            .. operation.Arguments.Select(argument => parameters.ToList().IndexOf(argument.Name) is >= 0 and var at
                ? Wide(Store.Extract(arguments[at], argument.Width - 1, 0))
                : argument.Name == "caller" && Whose is { } whose ? Wide(whose)
                : Wide(s.Run.Fresh(argument.Name, argument.Width))),
        ];
        return operation.Requires(StateOf(TablesAt(s)), passed).ToTerm(Store);
    }

    private static SymbolicSpecification.SystemState StateOf(TableMemory tables) =>
        SymbolicTables.State(Sizes.Image, field => tables[field.Path]);

    private SymbolicWord Wide(Term word) => new(Store.ZeroExtend(word, 64));

    // What Refines and Preserve say of the state that a handler leaves, of the one domain whose vCPU it is.
    private IEnumerable<Term> Invariant(TableMemory tables, Term domain)
    {
        SymbolicSpecification.SystemState state = StateOf(tables);
        SymbolicWord index = Wide(domain);
        return _specification.Invariant
            .Where(part => part.Indices is [Verified.Spec.Dimension.Domain])
            .Select(part => part.Holds(state, [index]).ToTerm(domain.Store));
    }

    private static Term Unknown(MachineState s, TableField field) => field.IndexWidth == 0
        ? s.Run.Fresh(field.Name, field.Width)
        : s.Store.ArrayVariable($"{field.Name}@{s.Run.Fresh("state", 1)}", field.IndexWidth, field.Width);

    private void ForgetSlot(MachineState s)
    {
        Term[] whose = [.. s_whose.Select(offset => s.Memory.Load(s, InSlot((ulong)offset), 8))];
        foreach (ulong area in (ulong[])[_slots.Start, _code.Address("machine_state"), _code.Address("exception_stack_top")])
        {
            TableMemory words = ((MachineMemory)s.Memory).TablesAt(area);
            foreach (TableField field in words.Layout.Fields)
                words.Set(field.Name, Unknown(s, field));
        }

        // Whose slot it is does not change: "entry state" looks at every store.
        foreach ((int offset, Term word) in s_whose.Zip(whose))
            s.Memory.Store(s, InSlot((ulong)offset), word);
    }

    private static void ForgetOutput(MachineState s, Term place, ulong bytes)
    {
        for (ulong i = 0; i < bytes; i += 4)
            s.Memory.Store(s, s.Store.Add(place, s.Store.Constant(i, 64)), s.Run.Fresh("out", 32));
    }

    private static Term Above(MachineState s, int bytes) =>
        s.Store.Add(s[Register.RSP], s.Store.Constant((ulong)bytes, 64));

    private static void Clobber(MachineState s, Term result)
    {
        foreach (Register register in s_clobbered)
            s[register] = s.Run.Fresh("clobbered", 64);
        s[Register.RAX] = result;
    }

    /// <summary>GuestBuffer.TryOpen(state, domain, mode, address, length, access, out buffer).</summary>
    private void Open(MachineState s)
    {
        TermStore t = s.Store;
        Term opened = s.Run.Fresh("opened", 0), first = s.Run.Fresh("first", 32), second = s.Run.Fresh("second", 32);
        Term offset = t.ZeroExtend(t.Extract(s[Register.RCX], 11, 0), 32);
        Opening opening = new(s.Path.Term, s[Register.RDI], s[Register.ESI], s[Register.RDX], s[Register.RCX],
            s[Register.R8D], s[Register.R9D], opened, first, second, offset);
        Note(s, opening);
        Term place = s.Memory.Load(s, Above(s, 8), 8);
        int at = 0;
        foreach (Term word in (Term[])[first, second, offset])
        {
            s.Memory.Store(s, t.Add(place, t.Constant((ulong)at, 64)), word);
            at += 4;
        }

        Clobber(s, t.ZeroExtend(t.Word(opened, 32), 64));
    }

    private void Note(MachineState s, Opening opening)
    {
        _openings.Add(opening);
        Term frames = Store.Constant((ulong)Sizes.Image.Frames, 32);
        _known.Add(Store.Implies(opening.Opened, Store.Less(opening.First, frames)));
        _known.Add(Store.Implies(Store.And(opening.Opened, opening.Crosses), Store.Less(opening.Second, frames)));
        _known.Add(Store.Implies(Store.And(opening.Guard, opening.Opened), IsShown(s, opening)));
    }

    // What OwnMemory proves: some leaf of the domain shows the first frame, with the permission that was asked for.
    private Term IsShown(MachineState s, Opening opening)
    {
        SymbolicWord gfn = Wide(s.Run.Fresh("gfn", 32)), frame = Wide(opening.First);
        SymbolicBool writes = new(Store.Not(Store.Equal(opening.Access, Constant(0, 32))));
        SymbolicBool own = new(Store.Equal(opening.Access, Constant(WriteOwn, 32)));
        return _specification.Shows(StateOf(TablesAt(s)), Wide(opening.Domain), gfn, frame, writes, own).ToTerm(Store);
    }

    /// <summary>GuestBuffer.ReadWord(state, domain, mode, address): an opening and a read in one.</summary>
    private void ReadWord(MachineState s)
    {
        TermStore t = s.Store;
        Term opened = s.Run.Fresh("opened", 0), word = s.Run.Fresh("word", 32);
        Term first = s.Run.Fresh("first", 32), second = s.Run.Fresh("second", 32);
        Term offset = t.ZeroExtend(t.Extract(s[Register.RCX], 11, 0), 32);
        Note(s, new(s.Path.Term, s[Register.RDI], s[Register.ESI], s[Register.RDX], s[Register.RCX],
            t.Constant(4, 32), t.Constant(0, 32), opened, first, second, offset));
        _accesses.Add(new(false, t.And(s.Path.Term, opened), first, second, offset, word));
        Clobber(s, t.Choice(opened, t.ZeroExtend(word, 64), t.Constant(ulong.MaxValue, 64)));
    }

    /// <summary>GuestBuffer.Read32Beyond(state, first, second, position).</summary>
    private void ReadBeyond(MachineState s)
    {
        Term word = s.Run.Fresh("beyond", 32);
        _accesses.Add(new(false, s.Path.Term, s[Register.ESI], s[Register.EDX], s[Register.ECX], word));
        Clobber(s, s.Store.ZeroExtend(word, 64));
    }

    /// <summary>GuestBuffer.Write32Beyond(state, first, second, position, value).</summary>
    private void WriteBeyond(MachineState s)
    {
        _accesses.Add(new(true, s.Path.Term, s[Register.ESI], s[Register.EDX], s[Register.ECX], s[Register.R8D]));
        Clobber(s, s.Run.Fresh("clobbered", 64));
    }

    /// <summary>GuestPageWalk.Translate(state, domain, mode, address, access), and the legacy walk: a page.</summary>
    private void Translate(MachineState s)
    {
        TermStore t = s.Store;
        Term opened = s.Run.Fresh("translated", 0), frame = s.Run.Fresh("frame", 32);
        Note(s, new(s.Path.Term, s[Register.RDI], s[Register.ESI], s[Register.RDX], s[Register.RCX],
            t.Constant(1, 32), s[Register.R8D], opened, frame, t.Constant(0, 32), t.Constant(0, 32))
        {
            IsPage = true,
        });
        Clobber(s, t.ZeroExtend(t.Choice(opened, frame, t.Constant(uint.MaxValue, 32)), 64));
    }
}

/// <summary>A call that a routine of glue makes.</summary>
/// <param name="Target">The function.</param>
/// <param name="Return">Where it returns to.</param>
/// <param name="Guard">When it is made.</param>
/// <param name="Arguments">Six registers, then what a handler takes on the stack; 64 bits each.</param>
/// <param name="Result">What it gives back.</param>
internal sealed record GlueCall(ulong Target, Term Return, Term Guard, IReadOnlyList<Term> Arguments, Term Result)
{
    /// <summary>How many pieces of memory were opened before.</summary>
    public required int Openings { get; init; }

    /// <summary>Memory as it is when the call is made.</summary>
    public required IMemory Memory { get; init; }

    /// <summary>The machine as it is when the call is made.</summary>
    public required MachineState State { get; init; }

    /// <summary>Whether the current domain is alive and runnable then; null where no domain is current.</summary>
    public Term? MayCall { get; init; }

    /// <summary>What the operation that is called demands of its caller; null for a routine.</summary>
    public Term? Requires { get; init; }
}

/// <summary>A piece of a caller's memory that is opened.</summary>
/// <param name="Guard">When.</param>
/// <param name="State">The state's address.</param>
/// <param name="Domain">Whose memory, 32 bits.</param>
/// <param name="Mode">The place of the vCPU's mode.</param>
/// <param name="Address">The guest-virtual address.</param>
/// <param name="Length">Bytes, 32 bits.</param>
/// <param name="Access">What for: 0 to read, 1 to write, 2 to write what is the domain's own.</param>
/// <param name="Opened">Whether it could be.</param>
/// <param name="First">The frame of the first byte, 32 bits.</param>
/// <param name="Second">The frame of what lies on the next page.</param>
/// <param name="Offset">Of the first byte in its frame.</param>
internal sealed record Opening(
    Term Guard, Term State, Term Domain, Term Mode, Term Address, Term Length, Term Access, Term Opened, Term First,
    Term Second, Term Offset)
{
    private const ulong FrameBytes = 4096;

    /// <summary>Whether it is a page's translation alone, and no piece of memory.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whether it lies on two pages.</summary>
    public Term Crosses
    {
        get
        {
            TermStore t = Guard.Store;
            Term end = t.Add(t.ZeroExtend(Offset, 64), t.ZeroExtend(Length, 64));
            return t.Less(t.Constant(FrameBytes, 64), end);
        }
    }
}

/// <summary>Four bytes of opened memory, read or written behind the first page's last whole word.</summary>
/// <param name="Writes">Whether they are written.</param>
/// <param name="Guard">When.</param>
/// <param name="First">The frame of the buffer's first byte, 32 bits.</param>
/// <param name="Second">The frame of what lies on the next page.</param>
/// <param name="Position">Bytes from the first frame's start.</param>
/// <param name="Word">What was read, or is written; 32 bits.</param>
internal sealed record BufferAccess(bool Writes, Term Guard, Term First, Term Second, Term Position, Term Word);
