using Iced.Intel;
using Verified.Proofs.Refinement;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// EntryState, of translations: at each VMRUN the domain is alive and runnable and owes no flush. What it owed is taken
/// only together with setting TLB_CONTROL to flush, in the domain's own slot, and that is cleared only behind VMRUN. An
/// address space identifier that served another domain is flushed, too.
/// </summary>
internal sealed class FlushOwed
{
    private const int TlbControl = 0x5c;
    private const uint FlushAll = 1;
    private const int AsidBits = 3;
    private const string Run = "run_guest";
    private const string Runner = "Machine_Protected_GuestRun__Run";
    private const string Turn = "Machine_Protected_GuestRun__Turn";
    private const string Maker = "Machine_Protected_VcpuSetup__";

    private readonly KernelCode _code;
    private int _tlbStores;

    /// <param name="code">The code.</param>
    public FlushOwed(KernelCode code)
    {
        _code = code;
    }

    /// <summary>What is decided.</summary>
    public SideSentence Sentence { get; } = new(
        "flush", "a flush that a domain owes is asked of the VMRUN that runs it, and nothing else takes it away");

    /// <summary>What has to hold in a routine.</summary>
    public IEnumerable<ProofObligation> Claims(Routine routine, GlueRun run)
    {
        TermStore t = run.Store;
        if (run.Whose is not { } whose)
            yield break;
        MachineState end = run.Exploration.Final;
        yield return new("a flush is taken only by setting TLB_CONTROL", IsKept(run, end, whose));
        if (routine.Enters == Entering.WhenZero)
        {
            Term isZero = t.Equal(t.Extract(end[Register.RAX], 31, 0), t.Constant(0, 32));
            yield return new("when VMRUN follows, the domain may run and owes no flush", t.Implies(isZero, IsReady(run, end, whose)));
        }

        foreach (GlueCall call in run.Calls.Where(LeadsToVmrun))
        {
            yield return new("before VMRUN, the domain may run and owes no flush", t.Implies(call.Guard, IsReady(run, call.State, whose)));
            yield return new("before VMRUN, a flush is taken only by setting TLB_CONTROL", t.Implies(call.Guard, IsKept(run, call.State, whose)));
            if (routine.Enters != Entering.ByCall)
                continue;
            yield return new("the slot is the domain's", t.Implies(call.Guard, t.Equal(call.Arguments[1], run.InSlot(0))));
            yield return new("an identifier that served another domain is flushed",
                t.Implies(call.Guard, IsOwnAsid(run, call.State, whose)));
        }
    }

    /// <summary>
    /// Every other store to TLB_CONTROL is one that asks for a flush, but for run_guest's, which is behind VMRUN; and
    /// one routine says which domain an identifier serves.
    /// </summary>
    public void LookAtStores(FrameAnalysis analysis, StoreAreas areas)
    {
        foreach ((CodeFunction function, AbstractStore store) in analysis.Stores)
        {
            if (!_code.Running.Instructions.ContainsKey(store.At))
                continue;
            string name = KernelCode.NameOf(function);
            StoreRegion region = areas.Of(store);
            if (region == StoreRegion.Slots && WritesTlbControl(areas.Slots, store))
            {
                _tlbStores++;
                // Before each vCPU is made its page is cleared: the sentence "new vCPU" says what then stands there.
                bool isMaker = name.StartsWith(Maker, StringComparison.Ordinal);
                if (!IsFlush(store.Value) && !isMaker && !IsBehindVmrun(store))
                    Sentence.Refute($"{_code.Place(store.At)} writes TLB_CONTROL, and not to flush");
            }

            if (region == StoreRegion.MachineState && name != Runner
                && store.Place.Low < (Int128)_code.Address("machine_state") + (4 << AsidBits))
                Sentence.Refute($"{_code.Place(store.At)} writes which domain an address space identifier serves");
        }
    }

    /// <summary>The sentence, decided.</summary>
    public MediationFinding Finding() => Sentence.Finding($"{_tlbStores} stores to TLB_CONTROL, ");

    private static bool IsFlush(AbstractValue? value) => value is { IsConstant: true } && value.Low == FlushAll;

    private static bool WritesTlbControl(SlotArea slots, AbstractStore store) =>
        slots.FieldOf(store.Place) is { } field && field < TlbControl + 4 && field + SlotArea.Reach(store) > TlbControl;

    // Behind VMRUN; and the processor itself, which writes a whole page at VMRUN and VMSAVE, leaves what is there.
    private bool IsBehindVmrun(AbstractStore store)
    {
        Instruction at = _code.All.Instructions[store.At];
        return at.Mnemonic is Mnemonic.Vmrun or Mnemonic.Vmsave
            || _code.All.FunctionAt(store.At)!.Instructions.Values.Any(i => i.Mnemonic == Mnemonic.Vmrun && i.NextIP == at.IP);
    }

    private bool LeadsToVmrun(GlueCall call) =>
        KernelCode.NameOf(_code.All.FunctionAt(call.Target)!) is Run or Turn;

    private static Term IsReady(GlueRun run, MachineState at, Term whose) => run.Store.And(
        run.MayCall(GlueRun.TablesAt(at), whose),
        run.Store.Not(Promises.Owes(run, GlueRun.TablesAt(at), whose)));

    // What any domain owed when the last call had returned it still owes; or it is this one, and will be flushed.
    private static Term IsKept(GlueRun run, MachineState at, Term whose)
    {
        TermStore t = run.Store;
        Term isAsNoted = t.Equal(
            run.NotedFlush(at), t.ZeroExtend(run.OwesFlush(GlueRun.TablesAt(at), run.Anyone), 32));
        return t.Or(isAsNoted, t.And(
            t.Equal(run.Anyone, whose), t.Equal(Tlb(run, at), run.Constant(FlushAll, 32))));
    }

    private static Term Tlb(GlueRun run, MachineState at) =>
        at.Memory.Load(at, run.InSlot(TlbControl), 4);

    // The first words of the machine's own: for each identifier, less 1, the domain that it last served, plus 1.
    private Term IsOwnAsid(GlueRun run, MachineState at, Term whose)
    {
        TermStore t = run.Store;
        Term index = t.ZeroExtend(t.Extract(whose, AsidBits - 1, 0), 64);
        Term place = t.Add(run.Constant(_code.Address("machine_state"), 64), t.Multiply(index, run.Constant(4, 64)));
        Term me = t.Add(whose, t.Constant(1, 32));
        MachineState entry = run.Exploration.Entry;
        Term was = entry.Memory.Load(entry, place, 4);
        return t.And(
            t.Equal(at.Memory.Load(at, place, 4), me),
            t.Or(t.Equal(was, me), t.Equal(Tlb(run, at), run.Constant(FlushAll, 32))));
    }
}
