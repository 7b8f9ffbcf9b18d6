using Iced.Intel;
using Verified.Spec;
using Verified.Symbolic.Terms;
using static Verified.Proofs.Mediation.Dispatch.Sources;

namespace Verified.Proofs.Mediation.Dispatch;

/// <content>What domain 0 asks for (public/domctl.h, acm_ops.h of Xen 3.1), lists of calls, and the gate.</content>
internal static partial class HypercallTable
{
    private const ulong ExitCode = 0x70;
    private const ulong Vmmcall = 0x81;

    private static IReadOnlyList<Routine> Control =>
    [
        new("DomctlCall__Run",
        [
            Domctl(1, "create_domain", [Caller, LabelRow, Constant(0), Constant(0)], Invalid),
            Domctl(2, "DomctlCall__OfDestroyDomain", [Caller, In(Register.RCX), U16(At(1), 8)]),
            Domctl(3, "pausedomain", [Caller, U16(At(1), 8)]),
            Domctl(4, "unpausedomain", [Caller, U16(At(1), 8)]),
            Domctl(5, "getdomaininfo", [Caller, U16(At(1), 8), Out]),
            Domctl(11, "max_mem", [Caller, U16(At(1), 8), U64(At(1), 16)]),
            Domctl(0x8000, "load_memory", [Caller, U16(At(1), 8), U64(At(1), 16), FirstFrame], Invalid),
            Domctl(0x8001, "save_memory", [Caller, U16(At(1), 8), U64(At(1), 16), FirstFrame], Invalid),
            Domctl(0x8002, "set_vcpu_context", [Caller, U16(At(1), 8)]),
            Domctl(0x8003, "get_vcpu_context", [Caller, U16(At(1), 8)]),
        ])
        {
            // What it reports of a domain it finds by what handlers put out, of which nothing is known here.
            MayPanic = true,
        },
        new("DomctlCall__OfDestroyDomain",
            [new(Always, "destroydomain", [Caller, In(Register.RCX)])])
        {
            Prepare = run =>
            {
                run.Entry[Register.RDX] = run.Constant(run.Slot + GlueRun.EffectOffset, 64);
                run.Whose = run.Entry[Register.ESI];
            },
        },
        new("AcmCall__OfGetDecision",
        [
            One(Always, "getdecision",
            [
                Caller, U32(Decision, 0), U32(Decision, 8), U32(Decision, 4), U32(Decision, 12), U32(Decision, 16), Out,
            ]),
        ])
        {
            Prepare = Entered.WithMode,
        },
        new("AcmCall__Run",
        [
            Acm(5, "AcmCall__OfGetDecision", [Caller, In(Register.RDX)]),
            Some(Always, "PolicyChangeCall__Run", [Caller, In(Register.RDX), In(Register.RCX), Any, Any]),
            Acm(2, "PolicyReport__Policy", [Caller, In(Register.RDX), In(Register.RCX)]),
            Acm(3, "PolicyReport__Statistics", [Caller, In(Register.RDX)]),
            Acm(4, "PolicyReport__Ssid", [Caller, In(Register.RDX)]),
        ]),
        new("MulticallCall__Run",
            [Some(Always, "MulticallCall__One", [Caller, In(Register.RDX), In(Register.RCX), Any])])
        {
            TellsWhoStopped = true,
        },
        new("MulticallCall__One",
            [Some(Always, "HypercallEntry__CallWide", [Caller, In(Register.RDX), In(Register.RCX)])])
        {
            TellsWhoStopped = true,
            PassesRequest = 3,
        },
    ];

    /// <summary>Routines that are called and of which nothing is said here, with why.</summary>
    public static IReadOnlyList<(string Name, string Why)> Apart { get; } =
    [
        ("SchedulerCall__OfPoll", "a list of up to 128 ports: a loop too long to be lifted here"),
        ("MemoryCall__OfReservation", "a list of frames: populate_physmap and decrease_reservation"),
        ("MemoryCall__OfBatch", "three lists: add_to_physmap and map_gmfn_foreign"),
        ("PolicyChangeCall__Run", "the steps of a change, for domain 0: which handler is next is the change's own state"),
        ("PolicyChangeCall__Continue", "the same, when it goes on by itself"),
        ("PolicyReport__Policy", "no handler: what is in force is written out"),
        ("PolicyReport__Statistics", "no handler"),
        ("PolicyReport__Ssid", "no handler"),
        ("XenVersionCall__Run", "no handler: texts"),
        ("run_guest", "VMRUN: the sentences of entry state and of the vCPU's switch"),
        ("Machine_Protected_GuestRun__Handle", "exits that are no hypercalls of 64-bit code"),
        ("Machine_Protected_GuestRun__End", "shutdown of the current domain: the sentence of handlers"),
        ("Machine_Protected_DebugExit__Handle", "no handler: moves to and from debug registers"),
        ("Machine_Protected_HypercallExit__Console", "no handler: bytes for the console"),
        ("Machine_Protected_HypercallExit__ConsoleInput", "no handler: bytes from the console"),
        ("Machine_Protected_ContextTransfer__Do", "no handler: a vCPU's context, of a domain that a handler allowed"),
        ("Machine_Protected_VcpuSetup__Prepare", "new vCPU"),
        ("Machine_Protected_GuestTime__Announce", "no handler: the rate of the time-stamp counter, for a new domain"),
        ("Machine_Protected_GateOperations__TakeConsole", "no handler: what a console page holds"),
        ("Machine_Protected_GuestLoad__Populate", "boot"),
        ("Machine_Protected_GuestLoad__Word", "boot"),
        ("Machine_Protected_GuestLoad__FromArchive", "boot"),
        ("Machine_Protected_PolicySetup__Load", "boot"),
    ];

    /// <summary>Code that calls handlers beside the table, by the beginning of its name, with why.</summary>
    public static IReadOnlyList<(string Name, string Why)> Elsewhere { get; } =
    [
        ("SchedulerCall__OfPoll", "see above: tested"),
        ("MemoryCall__OfReservation", "see above: tested"),
        ("MemoryCall__OfBatch", "see above: tested"),
        ("PolicyChangeCall__", "see above: tested"),
        ("Machine_Protected_GuestRun__Halt", "shutdown of the current domain: the sentence of handlers"),
        ("Machine_Protected_GuestRun__End", "shutdown of the current domain: the sentence of handlers"),
        ("Machine_Protected_GuestLoad__Populate", "boot"),
    ];

    private static Place Decision => (run, _) => run.Store.Add(ArgumentOf(run, 1), run.Constant(8, 64));

    private static Row Domctl(uint command, string callee, IReadOnlyList<Source> arguments, params long[] refusals) =>
        new(run => IsPart(run, ArgumentOf(run, 1), run.Constant(command, 32), 0, 0), callee, arguments)
        {
            Refusals = [Perm, Access, Fault, .. refusals],
        };

    private static Row Acm(uint command, string callee, IReadOnlyList<Source> arguments) =>
        new(run => IsPart(run, ArgumentOf(run, 1), run.Constant(command, 32), 0, 0), callee, arguments)
        {
            Refusals = [Perm, Access, Fault],
        };

    /// <summary>ssidref has a label's row in both halves; any other number is no label.</summary>
    private static Source LabelRow => (run, call, passed) => IsAny(run, ArgumentOf(run, 1), 16, word =>
    {
        TermStore t = run.Store;
        Term row = t.Extract(word, 15, 0);
        Term isBoth = t.Equal(row, t.Extract(word, 31, 16));
        return t.Equal(passed, t.Choice(
            isBoth, t.ZeroExtend(row, 32), run.Constant((ulong)Sizes.Image.Labels, 32)));
    });

    private static IReadOnlyList<Routine> Gate =>
    [
        new("Machine_Protected_GateOperations__Dispatch",
        [
            new(Asks(0), "Machine_Protected_GuestRun__Run", [In(Register.RSI)]),
            new(Asks(20), "raise_virq", [Constant(0), Constant(2)]),
            Some(Asks(2), "expire", [In(Register.RSI), In(Register.RDX)]),
            Some(Asks(2), "timer_expire", [In(Register.RSI), In(Register.RDX)]),
            Some(Asks(2), "watchdog_expire", [In(Register.RSI), In(Register.RDX)]),
            new(Asks(30), "PolicyChangeCall__Continue", []),
            new(Asks(4), "Machine_Protected_PolicySetup__Load", [In(Register.RSI), In(Register.RDX)]),
            new(Asks(5), "create_domain",
                [Constant(0), In(Register.RSI), In(Register.RDX), In(Register.RCX)]),
            Some(Always, "Machine_Protected_VcpuSetup__Prepare", [Any, Any, Any]),
            Some(Asks(5), "Machine_Protected_GuestTime__Announce", [Any]),
            Some(Asks(11), "alloc_unbound", [Constant(0), In(Register.RSI), In(Register.RSI)]),
            Some(Asks(11), "set_param", [Constant(0), In(Register.RSI), Any, Any]),
            new(Asks(21), "Machine_Protected_GateOperations__TakeConsole", [In(Register.RSI)]),
            Some(Asks(6), "Machine_Protected_GuestLoad__Populate", [In(Register.RSI), Any, Any]),
            Some(Asks(7), "Machine_Protected_GuestLoad__Word", [In(Register.RSI), Any, Any]),
            Some(Asks(10), "Machine_Protected_GuestLoad__FromArchive", [In(Register.RSI), Any, Any, Any]),
            Some(Asks(9), "unpause", [In(Register.RSI)]),
        ])
        {
            Prepare = run =>
            {
                run.Entry[Register.RDI] = run.Store.Variable("operation", 64);
                // What boot does as if domain 0 had asked for it.
                run.Whose = run.Constant(0, 32);
            },
            Demands = Demand.Nothing,
        },
        new("Machine_Protected_GuestRun__Exit",
        [
            new(IsWideVmmcall, "HypercallEntry__CallWide", [SlotWord(SlotArea.Domain), InSlot(GlueRun.RequestOffset), InSlot(GlueRun.EffectOffset)]),
            new(Not(IsWideVmmcall), "Machine_Protected_GuestRun__Handle", [InSlot(0)]),
            Some(IsWideVmmcall, "Machine_Protected_HypercallExit__Effect", [Any]),
        ])
        {
            Prepare = WithSlot(Register.RDI),
            PassesRequest = 1,
            Enters = Entering.WhenZero,
        },
        new("Machine_Protected_GuestRun__Run",
            [Some(Always, "Machine_Protected_GuestRun__Turn", [OwnSlot])])
        {
            Prepare = WithDomain,
            Demands = Demand.Nothing,
            Enters = Entering.ByCall,
        },
        new("Machine_Protected_GuestRun__Turn",
        [
            new(Always, "run_guest", [InSlot(0)]),
            Some(Always, "Machine_Protected_DebugExit__Handle", [InSlot(0)]),
            Some(Always, "Machine_Protected_GuestRun__End", [Any, Any]),
        ])
        {
            Prepare = WithSlot(Register.RSI),
            Enters = Entering.WhenZero,
            IsRepeated = true,
        },
        new("Machine_Protected_HypercallExit__Effect",
        [
            Some(AsksTime, "Machine_Protected_HypercallExit__AtTime", [InSlot(0)]),
            Some(Always, "Machine_Protected_HypercallExit__Console", [Any, Any]),
            Some(Always, "Machine_Protected_HypercallExit__ConsoleInput", [Any, Any]),
            Some(Always, "Machine_Protected_ContextTransfer__Do", [Any, Any, Any]),
        ])
        {
            Prepare = WithSlot(Register.RDI),
            Demands = Demand.RunnableUnlessAsked,
            Enters = Entering.WhenZero,
        },
        new("Machine_Protected_HypercallExit__AtTime",
        [
            Some(Always, "HypercallEntry__CallWide", [SlotWord(SlotArea.Domain), InSlot(GlueRun.RequestOffset), InSlot(GlueRun.EffectOffset)]),
            Some(Always, "Machine_Protected_HypercallExit__HandleNarrow", [InSlot(0)]),
            Some(Always, "Machine_Protected_HypercallExit__Effect", [InSlot(0), Any]),
        ])
        {
            Prepare = WithSlot(Register.RDI),
            PassesRequest = 1,
            Enters = Entering.WhenZero,
        },
        new("Machine_Protected_HypercallExit__HandleNarrow",
        [
            new(Always, "HypercallEntry__CallNarrow",
                [SlotWord(SlotArea.Domain), Any, InSlot(GlueRun.EffectOffset)]),
            Some(Always, "Machine_Protected_HypercallExit__Effect", [Any]),
        ])
        {
            Prepare = WithSlot(Register.RSI),
            PassesRequest = 4,
        },
    ];

    private static Func<GlueRun, Term> Asks(uint operation) => run =>
        run.Store.Equal(run.Entry[Register.RDI], run.Constant(operation, 64));

    private static Term IsWideVmmcall(GlueRun run) => run.Store.And(
        run.Store.Equal(run.AtEntry(ExitCode, 8), run.Constant(Vmmcall, 64)), IsWide(run));

    private static Source SlotWord(int offset) => Exactly((run, _) => Wide(run, run.AtEntry((ulong)offset, 4)));

    private static Source InSlot(ulong offset) => Exactly((run, _) => run.Constant(run.Slot + offset, 64));

    private static Term AsksTime(GlueRun run) =>
        run.Store.Equal(Promises.KindOf(run, run.Entry), run.Constant(Promises.Clock, 32));

    private static Source OwnSlot => Exactly((run, _) => run.InSlot(0));

    /// <summary>
    /// (state, domain), the domain's slot being what making its vCPU put there. Every id in range: another is refused
    /// first of all.
    /// </summary>
    private static void WithDomain(GlueRun run)
    {
        Term domain = run.Store.ZeroExtend(
            run.Store.Variable("domain", System.Numerics.BitOperations.Log2((uint)SlotArea.Count)), 32);
        run.Entry[Register.RSI] = run.Store.ZeroExtend(domain, 64);
        run.Whose = run.Domain = domain;
        run.SlotPlace = run.Store.Add(
            run.Constant(run.Slot, 64),
            run.Store.Multiply(run.Store.ZeroExtend(domain, 64), run.Constant(SlotArea.SlotBytes, 64)));
        PutPointers(run, domain);
    }

    private static void PutPointers(GlueRun run, Term domain)
    {
        run.Put(SlotArea.Domain, domain);
        run.Put(SlotArea.DomainEntry, run.EntryOf("Domains.Status", domain));
        run.Put(SlotArea.VcpuEntry, run.EntryOf("Vcpus.Run", domain));
    }

    /// <summary>A slot whose pointers are what making a vCPU put there: see the sentence "new vCPU".</summary>
    private static Action<GlueRun> WithSlot(Register register) => run =>
    {
        run.Entry[register] = run.Constant(run.Slot, 64);
        Term domain = run.Store.And(run.AtEntry(SlotArea.Domain, 4), run.Constant((ulong)SlotArea.Count - 1, 32));
        run.Whose = run.Domain = domain;
        PutPointers(run, domain);
    };
}
