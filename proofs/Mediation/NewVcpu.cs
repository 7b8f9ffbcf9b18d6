using Verified.Proofs.Image;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Lifting;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;
using Answer = Verified.Symbolic.Solving.Answer;
using Found = Verified.Symbolic.Solving.Verdict;

namespace Verified.Proofs.Mediation;

/// <summary>
/// EntryState where a vCPU is made: the routine's machine code, lifted for every domain at once. Afterwards the slot of
/// that domain has the control words of <see cref="ControlWords.Required"/>, its own nested root, an address space
/// identifier that is not the host's, and says whose it is; no other slot has changed. For an id that is out of range
/// nothing is written at all.
/// </summary>
internal sealed class NewVcpu
{
    private const ulong AsidMask = 7;
    private const ulong NestedBytes = 3 * 4096;

    private readonly KernelCode _code;
    private readonly TermStore _store = new();
    private readonly ISolver _solver;
    private readonly Exploration _exploration;
    private readonly Term _domain;
    private readonly Term _before;
    private readonly Term _after;

    private NewVcpu(KernelCode code, SlotArea slots, ISolver solver)
    {
        _code = code;
        _solver = solver;
        MachineState entry = Explorer.Entry(_store, new MachineMemory(
            new TableMemory(_store, KernelLayout.State, code.Image.StateAddress),
            new TableMemory(_store, SlotLayout.Of(), slots.Start),
            new StackMemory(MachineRun.StackBytes),
            new ReadOnlyData(code.Image.Elf)));
        _domain = _store.Extract(entry[Iced.Intel.Register.RDI], 31, 0);
        _exploration = Explorer.Run(
            code.Image.Elf,
            code.Image.Method("Verified.Kernel.Machine.Protected.VcpuSetup", "Prepare").Address,
            entry,
            new ExplorerOptions { Unreachable = MachineRun.Panics(code.Image) });
        _before = ((MachineMemory)_exploration.Entry.Memory).TablesAt(slots.Start)[SlotLayout.Word];
        _after = ((MachineMemory)_exploration.Final.Memory).TablesAt(slots.Start)[SlotLayout.Word];
    }

    /// <summary>Proves it.</summary>
    public static MediationFinding Check(KernelCode code, SlotArea slots, ISolver solver)
    {
        const string Name = "new vCPU";
        const string Statement = "making a vCPU gives its slot, and no other, the control words that it must have";
        NewVcpu theorem;
        try
        {
            theorem = new(code, slots, solver);
        }
        catch (LiftException e)
        {
            return new(Name, Statement, Verdict.Unknown, "not lifted", [$"the code cannot be lifted: {e.Message}"]);
        }

        IReadOnlyList<(string What, Term Claim)> claims = [.. theorem.Claims()];
        List<string> against = [];
        bool isUnknown = false;
        foreach ((string what, Term claim) in claims)
        {
            Answer answer = ObligationChecker.Prove(solver, [], claim, Prover.DefaultBudget);
            if (answer.Verdict == Found.Unsatisfiable)
                continue;
            isUnknown |= answer.Verdict != Found.Satisfiable;
            against.Add(answer.Verdict == Found.Satisfiable ? $"not so: {what}" : $"not decided: {what}");
        }

        Verdict verdict = against.Count == 0 ? Verdict.Proved : isUnknown ? Verdict.Unknown : Verdict.Refuted;
        string figures = $"{theorem._exploration.Instructions} instructions, {claims.Count} obligations";
        return new(Name, Statement, verdict, figures, against);
    }

    private IEnumerable<(string What, Term Claim)> Claims()
    {
        foreach (Obligation obligation in _exploration.Obligations)
            yield return ($"{obligation.What} at {_code.Place(obligation.Address)}", obligation.Claim);
        foreach ((int offset, int bytes, ulong bits, string what) in ControlWords.Required)
        {
            Term mask = _store.Constant(bits, bytes * 8);
            yield return (what, IfMade(_store.Equal(_store.And(Field(offset, bytes), mask), mask)));
        }

        foreach ((int offset, int bytes, Term value, string what) in Values())
            yield return (what, IfMade(_store.Equal(Field(offset, bytes), value)));
        Term any = _store.Variable("any word of any slot", SlotLayout.WordBits + DomainBits);
        Term ofSlot = _store.Extract(any, SlotLayout.WordBits + DomainBits - 1, SlotLayout.WordBits);
        Term isOthers = _store.Not(_store.Equal(ofSlot, Slot));
        Term isKept = _store.Equal(_store.Select(_after, any), _store.Select(_before, any));
        yield return ("the other slots stay as they are", _store.Implies(isOthers, isKept));
        yield return ("an id out of range changes nothing", _store.Implies(_store.Not(InRange), isKept));
    }

    private IEnumerable<(int Offset, int Bytes, Term Value, string What)> Values()
    {
        Term wide = _store.ZeroExtend(_domain, 64);
        yield return (0x040, 8, Address("io_permission_map"), "the I/O permission map");
        yield return (0x048, 8, Address("msr_permission_map"), "the MSR permission map");
        Term asid = _store.Add(_store.And(_domain, _store.Constant(AsidMask, 32)), _store.Constant(1, 32));
        yield return (0x058, 4, asid, "the ASID: never 0, the host's");
        yield return (0x05c, 4, _store.Constant(1, 32), "TLB_CONTROL: what was left of the slot's last vCPU is flushed");
        yield return (0x0b0, 8, At("nested_tables", NestedBytes, wide), "N_CR3: the domain's own root");
        yield return (0x0c0, 4, _store.Constant(0, 32), "clean bits: nothing is kept from another VMRUN");
        yield return (SlotArea.Domain, 4, _domain, "whose slot it is");
        yield return (SlotArea.DomainEntry, 8, Entry("Domains.Status", wide), "its domain's entry");
        yield return (SlotArea.VcpuEntry, 8, Entry("Vcpus.Run", wide), "its vCPU's entry");
    }

    private static int DomainBits => System.Numerics.BitOperations.Log2((uint)SlotArea.Count);

    private Term Slot => _store.Extract(_domain, DomainBits - 1, 0);

    private Term InRange => _store.Less(_domain, _store.Constant((ulong)SlotArea.Count, 32));

    private Term IfMade(Term claim) => _store.Implies(InRange, claim);

    private Term Field(int offset, int bytes)
    {
        Term index = _store.Concat(Slot, _store.Constant((ulong)offset / 8, SlotLayout.WordBits));
        int low = offset % 8 * 8;
        return _store.Extract(_store.Select(_after, index), low + (bytes * 8) - 1, low);
    }

    private Term Address(string symbol) => _store.Constant(_code.Address(symbol), 64);

    private Term At(string symbol, ulong stride, Term index) =>
        _store.Add(Address(symbol), _store.Multiply(index, _store.Constant(stride, 64)));

    private Term Entry(string field, Term index)
    {
        TableField first = KernelLayout.State[field];
        Term start = _store.Constant(_code.Image.StateAddress + first.Offset, 64);
        return _store.Add(start, _store.Multiply(index, _store.Constant(first.Dimensions[0].Stride, 64)));
    }
}
