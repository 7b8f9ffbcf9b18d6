using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation;

/// <summary>
/// OwnMemory, for the routines that turn a caller's addresses into frames: from every state that satisfies the
/// invariant,
/// for every paging mode, every address and whatever the guest writes into its page tables meanwhile, each frame that
/// is
/// read on the way, and each that is found, is shown by a leaf of the caller's own, with the permission that was asked
/// for.
/// </summary>
internal sealed class OwnMemory
{
    // The request's mode within a slot: HypercallRequest begins there.
    private const ulong Mode = 0x410;
    private const int OutBytes = 16;
    private const string Translation = "Translate";
    private const string Walk = "Verified.Kernel.GuestPageWalk";
    private const string Legacy = "Verified.Kernel.LegacyPageWalk";
    private const string Buffer = "Verified.Kernel.GuestBuffer";

    private readonly KernelCode _code;
    private readonly TermStore _store = new();
    private readonly SymbolicSpecification _specification = new(Sizes.Image);
    private readonly SymbolicSpecification.SystemState _state;
    private readonly MachineState _entry;
    private readonly TableMemory _tables;

    // What the translations that were not entered are known to have found.
    private readonly List<Term> _known = [];
    private readonly List<Term> _witnesses = [];

    private OwnMemory(KernelCode code, SlotArea slots)
    {
        _code = code;
        _tables = new(
            _store,
            KernelLayout.State,
            code.Image.StateAddress,
            new Dictionary<string, ulong> { [KernelLayout.MemoryBaseField] = KernelLayout.MemoryBase });
        _entry = Explorer.Entry(_store, new MachineMemory(
            _tables,
            new TableMemory(_store, SlotLayout.Of(), slots.Start),
            new StackMemory(MachineRun.StackBytes, 8 + OutBytes),
            new FramePool(KernelLayout.MemoryBase, (ulong)Sizes.Image.Frames),
            new ReadOnlyData(code.Image.Elf)));
        _entry[Register.RDI] = _store.Constant(code.Image.StateAddress, 64);
        // Any slot's: the routines see nothing of it but its contents, and those are unknown.
        _entry[Register.RDX] = _store.Constant(slots.Start + Mode, 64);
        _entry.Memory.Store(
            _entry,
            _store.Constant(StackMemory.ArgumentAddress(0), 64),
            _store.Constant(StackMemory.ArgumentAddress(8), 64));
        _state = SymbolicTables.State(Sizes.Image, field => _tables[field.Path]);
    }

    /// <summary>Proves it for each routine.</summary>
    public static MediationFinding Check(KernelCode code, SlotArea slots, ISolver solver)
    {
        int instructions = 0, obligations = 0, accesses = 0;
        List<string> against = [];
        Verdict verdict = Verdict.Proved;
        foreach ((string type, string method) in (ReadOnlySpan<(string, string)>)
            [(Walk, Translation), (Legacy, Translation), (Buffer, "TryOpen"), (Buffer, "ReadWord")])
        {
            try
            {
                OwnMemory theorem = new(code, slots);
                Exploration exploration = theorem.Lift(type, method);
                instructions += exploration.Instructions;
                accesses += Frames(exploration).Effects.Count;
                foreach (ProofObligation obligation in theorem.Claims(exploration, method))
                {
                    obligations++;
                    Finding finding = theorem.Prove(obligation, solver);
                    if (finding.Result.Verdict == Verdict.Proved)
                        continue;
                    string what = finding.Result.Verdict == Verdict.Refuted ? "not so" : "not decided";
                    against.Add($"{method}: {what}: {obligation.Name}");
                    if (verdict != Verdict.Refuted)
                        verdict = finding.Result.Verdict;
                }
            }
            catch (LiftException e)
            {
                against.Add($"{method} cannot be lifted: {e.Message}");
                verdict = verdict == Verdict.Refuted ? verdict : Verdict.Unknown;
            }
        }

        return new(
            "own memory",
            "the walk of a caller's page tables reads, and finds, only frames that the caller's own leaves show",
            verdict,
            $"4 routines, {instructions} instructions, {accesses} accesses to guest frames, {obligations} obligations",
            against);
    }

    private static FramePool Frames(Exploration exploration) => ((MachineMemory)exploration.Final.Memory).Frames;

    private Exploration Lift(string type, string method)
    {
        ulong translate = _code.Image.Method(Walk, Translation).Address;
        Dictionary<ulong, FunctionModel> models = [];
        if (method != Translation)
            models[translate] = Translate;
        return Explorer.Run(
            _code.Image.Elf,
            _code.Image.Method(type, method).Address,
            _entry,
            new ExplorerOptions { Unreachable = MachineRun.Panics(_code.Image), Models = models });
    }

    /// <summary>
    /// A call of the translation, which is proved by itself: what it finds is a leaf's frame, or nothing. It stores
    /// nothing but to its own frame, and gives back what a caller keeps: its own lifting says so.
    /// </summary>
    private void Translate(MachineState state)
    {
        Term frame = state.Run.Fresh("translated", 32), gfn = state.Run.Fresh("shown.at", GfnBits);
        (Term writes, Term own) = Permission(state[Register.R8D]);
        Term isCallers = _store.Equal(state[Register.ESI], Domain);
        Term isFault = _store.Equal(frame, _store.Constant(uint.MaxValue, 32));
        _witnesses.Add(gfn);
        _known.Add(_store.Implies(
            isCallers, _store.Or(isFault, IsShown([gfn], _store.ZeroExtend(frame, 64), writes, own))));
        _known.Add(_store.Implies(isCallers, _store.Or(isFault, IsInPool(_store.ZeroExtend(frame, 64)))));
        foreach (Register register in (Register[])
            [Register.RCX, Register.RDX, Register.RSI, Register.RDI, Register.R8, Register.R9, Register.R10, Register.R11])
            state[register] = state.Run.Fresh("clobbered", 64);
        state[Register.RAX] = _store.ZeroExtend(frame, 64);
    }

    private Finding Prove(ProofObligation obligation, ISolver solver)
    {
        Term below = _store.Less(Domain, _store.Constant((ulong)Sizes.Image.Domains, 32));
        Term requires = _store.All([below, .. _known]);
        return new Prover(solver, new(_specification, _state, _store), requires).Prove(obligation);
    }

    private (Term Writes, Term Own) Permission(Term access) =>
        (_store.Not(_store.Equal(access, _store.Constant(0, 32))), _store.Equal(access, _store.Constant(2, 32)));

    private IEnumerable<ProofObligation> Claims(Exploration exploration, string method)
    {
        foreach (Obligation obligation in exploration.Obligations)
            yield return new($"{obligation.What} at {_code.Place(obligation.Address)}", obligation.Claim);
        int number = 0;
        foreach (GuestEffect effect in Frames(exploration).Effects)
        {
            number++;
            Term shown = IsShown(Looks(effect.Frame), effect.Frame, _store.False, _store.False);
            bool reads = effect.Kind == GuestEffectKind.Read;
            yield return new(
                $"access {number}, at {_code.Place(effect.Address)}, reads a frame that a leaf of the caller's shows",
                reads ? _store.Implies(effect.Guard, shown) : _store.Not(effect.Guard));
        }

        yield return new("neither the state nor a slot changes", IsUnchanged(exploration) ? _store.True : _store.False);
        foreach (ProofObligation found in Found(exploration, method))
            yield return found;
    }

    // Not a question for the solver: the arrays are the very same terms.
    private bool IsUnchanged(Exploration exploration)
    {
        MachineMemory after = (MachineMemory)exploration.Final.Memory;
        ulong slots = (ulong)_entry[Register.RDX].Value - Mode;
        return KernelLayout.State.Fields.All(field => after.Tables[field.Name] == _tables[field.Name])
            && after.TablesAt(slots)[SlotLayout.Word] == ((MachineMemory)_entry.Memory).TablesAt(slots)[SlotLayout.Word];
    }

    /// <summary>What a routine has found: a frame as its result, or a buffer of one or two.</summary>
    private IEnumerable<ProofObligation> Found(Exploration exploration, string method)
    {
        Term result = exploration.Final[Register.EAX];
        (Term writes, Term own) = Permission(_entry[method == Translation ? Register.R8D : Register.R9D]);
        if (method == Translation)
        {
            Term isFault = _store.Equal(result, _store.Constant(uint.MaxValue, 32));
            Term frame = _store.ZeroExtend(result, 64);
            yield return new("the frame that is found", _store.Or(isFault, IsShown(Looks(frame), frame, writes, own)));
            yield return new("the frame that is found is one of the pool", _store.Or(isFault, IsInPool(frame)));
        }
        else if (method == "TryOpen")
        {
            Term opened = _store.Not(_store.Equal(_store.Extract(result, 7, 0), _store.Constant(0, 8)));
            Term first = Out(exploration, 0), second = Out(exploration, 4), offset = Out(exploration, 8);
            Term end = _store.Add(_store.ZeroExtend(offset, 64), _store.ZeroExtend(_entry[Register.R8D], 64));
            Term inTwo = _store.Less(_store.Constant(4096, 64), end);
            Term pages = _store.AtMost(_entry[Register.R8D], _store.Constant(4096, 32));
            yield return new("the buffer begins in its first frame", _store.Implies(
                opened, _store.Less(offset, _store.Constant(4096, 32))));
            yield return new("the answer is yes or no", _store.Less(result, _store.Constant(2, 32)));
            yield return new("the buffer begins where the address says", _store.Equal(
                offset, _store.ZeroExtend(_store.Extract(_entry[Register.RCX], 11, 0), 32)));
            yield return new("the buffer's frames are some of the pool", _store.Implies(opened, _store.And(
                IsInPool(_store.ZeroExtend(first, 64)),
                _store.Implies(inTwo, IsInPool(_store.ZeroExtend(second, 64))))));
            yield return new("the buffer's first frame", _store.Implies(
                opened, IsShown(Looks(first), _store.ZeroExtend(first, 64), writes, own)));
            yield return new("the buffer's second frame, if it has one", _store.Implies(
                _store.All(opened, pages, inTwo), IsShown(Looks(second), _store.ZeroExtend(second, 64), writes, own)));
        }
    }

    private Term IsInPool(Term frame) => _store.Less(frame, _store.Constant((ulong)Sizes.Image.Frames, 64));

    private Term Out(Exploration exploration, int offset) => exploration.Final.Memory.Load(
        exploration.Final, _store.Constant(StackMemory.ArgumentAddress(8 + offset), 64), 4);

    private Term Domain => _entry[Register.ESI];

    /// <summary>The guest frame numbers at which a frame was looked up: one of them is the witness.</summary>
    private IReadOnlyList<Term> Looks(Term frame)
    {
        Term leaves = SymbolicTables.Term(_state, Leaves.Leaf, _store);
        return
        [
            .. TermWalk.PostOrder([frame])
                .Where(term => term.Kind == TermKind.Select && term.First == leaves)
                .Select(term => _store.Extract(term.Second, GfnBits - 1, 0))
                .Concat(_witnesses)
                .Distinct(),
        ];
    }

    private static int GfnBits => SymbolicTables.Bits(Sizes.Image, Leaves.Leaf.Dimensions[1]);

    private Term IsShown(IReadOnlyList<Term> looks, Term frame, Term writes, Term own)
    {
        SymbolicWord domain = new(_store.ZeroExtend(Domain, 64));
        Term shown = _store.False;
        foreach (Term gfn in looks)
        {
            SymbolicBool shows = _specification.Shows(
                _state, domain, new(_store.ZeroExtend(gfn, 64)), new(frame), new(writes), new(own));
            shown = _store.Or(shown, shows.ToTerm(_store));
        }

        return shown;
    }
}
