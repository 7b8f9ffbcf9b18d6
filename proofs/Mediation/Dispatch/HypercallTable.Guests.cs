using Iced.Intel;
using Verified.Symbolic.Terms;
using static Verified.Proofs.Mediation.Dispatch.Sources;

namespace Verified.Proofs.Mediation.Dispatch;

/// <content>The calls that any domain makes: structures of public/event_channel.h, sched.h, vcpu.h, hvm/hvm_op.h.</content>
internal static partial class HypercallTable
{
    private const ulong NanosecondsASecond = 1_000_000_000;

    private static IReadOnlyList<Routine> EventChannels =>
    [
        new("EventChannelCall__OfSend", [One(Always, "send", [Caller, U32(At(2), 0)])]) { Prepare = Entered.WithMode },
        new("EventChannelCall__OfPort",
        [
            One(InRegister(Register.RCX, 9), "unmask", [Caller, U32(At(2), 0)]),
            One(Not(InRegister(Register.RCX, 9)), "close", [Caller, U32(At(2), 0)]),
        ])
        {
            Prepare = Entered.WithMode,
        },
        new("EventChannelCall__OfAllocUnbound",
            [One(Always, "alloc_unbound", [Caller, U16(At(2), 0), U16(At(2), 2)])]),
        new("EventChannelCall__OfBindInterdomain",
            [One(Always, "bind_interdomain", [Caller, U16(At(2), 0), U32(At(2), 4)])]),
        new("EventChannelCall__OfStatus", [One(Always, "status", [Caller, U16(At(2), 0), U32(At(2), 4), Out])]),
        new("EventChannelCall__RunRare",
        [
            One(Command(1), "bind_virq", [Caller, U32(At(2), 0), U32(At(2), 4)]),
            One(Command(7), "bind_ipi", [Caller, U32(At(2), 0)]),
            One(Command(8), "bind_vcpu", [Caller, U32(At(2), 0), U32(At(2), 4)]),
            One(Command(10), "reset", [Caller, Bytes(At(2), 0, 2)]),
            One(Command(11), "init_control", [Caller, U64(At(2), 0), U32(At(2), 8), U32(At(2), 12)]),
        ])
        {
            Answers = [(NoCommand(1, 7, 8, 10, 11), NoSystemCall)],
        },
    ];

    private static IReadOnlyList<Routine> Scheduling =>
    [
        new("SchedulerCall__Run",
        [
            new(Command(1), "block", [Caller]),
            One(Command(2), "shutdown", [Caller, U32(At(2), 0)]),
            new(Command(3), "SchedulerCall__OfPoll", [Caller, In(Register.RDX)]),
            One(Command(4), "remote_shutdown", [Caller, U16(At(2), 0), U32(At(2), 4)]),
            One(And(Command(6), Not(IsTimeless)), "watchdog", [Caller, U32(At(2), 0), Seconds(At(2), 4), Time]),
        ])
        {
            TellsWhoStopped = true,
            Answers =
            [
                (Command(0), 0), (And(Command(6), IsTimeless), 0), (NoCommand(0, 1, 2, 3, 4, 6), NoSystemCall),
            ],
        },
    ];

    private static IReadOnlyList<Routine> Vcpus =>
    [
        new("VcpuCall__Run",
        [
            One(And(OfVcpu(8), Not(IsTimeless)), "set_singleshot_timer",
                [Caller, Given(2), U64(At(3), 0), U32(At(3), 8), Time]),
            new(OfVcpu(9), "stop_singleshot_timer", [Caller, Given(2)]),
            One(And(OfVcpu(4), Not(IsTimeless)), "get_runstate_info", [Caller, Given(2), Time, Out]),
            Some(OfVcpu(5), "register_runstate_memory_area",
                [Caller, Given(2), FirstFrame, Either(FirstFrame, SecondFrame), FirstOffset]),
            Some(OfVcpu(5), "unregister_runstate_memory_area", [Caller, Given(2)]),
            One(OfVcpu(10), "register_vcpu_info", [Caller, Given(2), U64(At(3), 0), U32(At(3), 8)]),
            One(OfVcpu(0), "vcpu_initialise", [Given(2)]),
            new(OfVcpu(7), "stop_periodic_timer", [Given(2)]),
            new(OfVcpu(3), "vcpu_is_up", [Given(2)]),
            new(OfVcpu(1), "vcpu_up", [Given(2)]),
            new(OfVcpu(2), "vcpu_down", [Caller, Given(2)]),
        ])
        {
            TellsWhoStopped = true,
            Answers =
            [
                (IsOtherVcpu, NoEntry),
                (And(OfVcpu(8), IsTimeless), 0),
                (And(OfVcpu(4), IsTimeless), 0),
                (And(Not(IsOtherVcpu), NoCommand(0, 1, 2, 3, 4, 5, 7, 8, 9, 10)), NoSystemCall),
            ],
        },
    ];

    private static IReadOnlyList<Routine> Others =>
    [
        new("HvmCall__Run",
        [
            One(Command(0), "set_param", [Caller, U16(At(2), 0), U32(At(2), 4), U64(At(2), 8)]),
            One(Command(1), "get_param", [Caller, U16(At(2), 0), U32(At(2), 4), Out]),
            One(Command(9), "pagetable_dying", [Caller, U16(At(2), 0)]),
            One(Command(23), "set_evtchn_upcall_vector", [Caller, U32(At(2), 0), Bytes(At(2), 4, 1)]),
        ])
        {
            Prepare = Entered.WithMode,
            Answers = [(NoCommand(0, 1, 9, 23), NoSystemCall)],
        },
        new("ConsoleCall__Run", []) { Answers = [(NoCommand(0, 1), NoSystemCall)] },
        .. Control,
    ];

    private static Row One(Func<GlueRun, Term> when, string operation, IReadOnlyList<Source> arguments) =>
        new(when, operation, arguments) { Refusals = [Fault] };

    private static Row Some(Func<GlueRun, Term> when, string operation, IReadOnlyList<Source> arguments) =>
        new(when, operation, arguments) { IsRepeated = true };

    private static Func<GlueRun, Term> InRegister(Register register, uint number) => run =>
        run.Store.Equal(run.Store.Extract(run.Entry[register], 31, 0), run.Constant(number, 32));

    private static Func<GlueRun, Term> Not(Func<GlueRun, Term> condition) => run => run.Store.Not(condition(run));

    private static Func<GlueRun, Term> And(Func<GlueRun, Term> a, Func<GlueRun, Term> b) =>
        run => run.Store.And(a(run), b(run));

    private static Func<GlueRun, Term> NoCommand(params uint[] commands) =>
        run => run.Store.All(commands.Select(command => run.Store.Not(Command(command)(run))));

    private static Func<GlueRun, Term> OfVcpu(uint command) => And(Command(command), Not(IsOtherVcpu));

    private static Term IsOtherVcpu(GlueRun run) => run.Store.Not(
        run.Store.Equal(run.Store.Extract(ArgumentOf(run, 2), 31, 0), run.Constant(0, 32)));

    // A product with a number is told by its factor: to compare products would be hard for the solver.
    private static Source Seconds(Place place, int at) => (run, call, passed) =>
    {
        LinearForm product = run.Store.Linear(passed);
        if (product.Constant != 0 || product.Atoms.Count != 1 || product.Atoms[0].Factor != NanosecondsASecond)
            return run.Store.False;
        Term seconds = product.Atoms[0].Atom;
        return run.Store.And(
            IsPart(run, place(run, call), run.Store.Extract(seconds, 31, 0), at, 0),
            run.Store.Equal(run.Store.Extract(seconds, 63, 32), run.Constant(0, 32)));
    };

    private static Source Either(Source a, Source b) =>
        (run, call, passed) => run.Store.Or(a(run, call, passed), b(run, call, passed));

    private static Source FirstFrame => Exactly((run, call) => Wide(run, Last(run, call).First));

    private static Source SecondFrame => Exactly((run, call) => Wide(run, Last(run, call).Second));

    private static Source FirstOffset => Exactly((run, call) => Wide(run, Last(run, call).Offset));

    private static Term Wide(GlueRun run, Term half) => run.Store.ZeroExtend(half, 64);

    /// <summary>What was opened last before a call.</summary>
    private static Opening Last(GlueRun run, CallSite call) => run.Openings[call.Call.Openings - 1];
}
