using Iced.Intel;
using Verified.Symbolic.Terms;
using static Verified.Proofs.Mediation.Dispatch.Sources;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// Which hypercall is which operation, by Xen's numbers (public/xen.h and the header of each call), and through which
/// routine of glue: written from those headers, not from the kernel's constants.
/// </summary>
internal static partial class HypercallTable
{
    private const long Perm = -1;
    private const long NoEntry = -2;
    private const long Access = -13;
    private const long Fault = -14;
    private const long Invalid = -22;
    private const long NoSystemCall = -38;
    private const long NotSupported = -95;
    private const long NoBuffers = -105;
    private const ulong PrivilegeLevel = 0x4cb;

    /// <summary>Every routine.</summary>
    public static IReadOnlyList<Routine> Routines { get; } =
    [
        .. Entries, .. EventChannels, .. Grants, .. Scheduling, .. Memory, .. Vcpus, .. Others, .. Gate,
    ];

    private static IReadOnlyList<Routine> Entries =>
    [
        new("HypercallEntry__CallWide",
        [
            .. OfEventChannel(isWide: true),
            PassOn(20, "GrantTableCall__Run", true),
            PassOn(29, "SchedulerCall__Run", true),
            new(IsRare, "HypercallEntry__CallRare", [Caller, In(Register.RDX), In(Register.RCX)]),
        ])
        {
            TellsWhoStopped = true,
            PassesRequest = 1,
            Answers =
            [
                (IsUser, Perm),
                (run => run.Store.And(IsKernel(run), run.Store.Less(run.Constant(36, 64), NumberOf(run))), NoSystemCall),
            ],
        },
        new("HypercallEntry__CallRare",
        [
            Rare(34, "HvmCall__Run"), Rare(17, "XenVersionCall__Run"), Rare(12, "MemoryCall__Run"),
            Rare(18, "ConsoleCall__Run"), Rare(24, "VcpuCall__Run"), Rare(13, "MulticallCall__Run"),
            Rare(27, "AcmCall__Run"), Rare(36, "DomctlCall__Run"),
            new(Numbered(21), "vm_assist", [Caller, Given(1), Given(2)]),
            new(run => run.Store.And(Numbered(15)(run), run.Store.Not(IsTimeless(run))), "set_timer_op",
                [Caller, Given(1), Time]),
        ])
        {
            TellsWhoStopped = true,
            PassesRequest = 1,
            Answers =
            [
                (run => run.Store.And(Numbered(15)(run), IsTimeless(run)), 0),
                (run => run.Store.Not(run.Store.Any(
                    new ulong[] { 12, 13, 15, 17, 18, 21, 24, 27, 34, 36 }.Select(n => Numbered(n)(run)))), NoSystemCall),
            ],
        },
        new("HypercallEntry__CallNarrow",
        [
            .. OfEventChannel(isWide: false),
            PassOn(20, "GrantTableCall__Run", false),
            PassOn(29, "SchedulerCall__Run", false),
            PassOn(18, "ConsoleCall__Run", false),
            PassOn(34, "HvmCall__Run", false),
            PassOn(17, "XenVersionCall__Run", false),
        ])
        {
            TellsWhoStopped = true,
            PassesRequest = 2,
            Answers =
            [
                (IsUser, Perm),
                (run => run.Store.And(
                    IsKernel(run),
                    run.Store.Not(run.Store.Any(new uint[] { 17, 18, 20, 29, 32, 34 }.Select(n => Half(n)(run))))), NoSystemCall),
            ],
        },
    ];

    private static IEnumerable<Row> OfEventChannel(bool isWide)
    {
        (uint Command, string Routine, bool TakesCommand)[] calls =
        [
            (4, "OfSend", false), (9, "OfPort", true), (3, "OfPort", true), (0, "OfBindInterdomain", false),
            (6, "OfAllocUnbound", false), (5, "OfStatus", false),
        ];
        foreach ((uint command, string routine, bool takesCommand) in calls)
        {
            yield return new(
                run => run.Store.All(IsKernel(run), (isWide ? Numbered(32) : Half(32))(run), Command(command)(run)),
                $"EventChannelCall__{routine}",
                takesCommand
                    ? [Caller, In(Register.RDX), (run, _, passed) => Low(run, passed, command)]
                    : [Caller, In(Register.RDX)]);
        }

        yield return new(
            run => run.Store.All(
            [
                IsKernel(run), (isWide ? Numbered(32) : Half(32))(run),
                .. calls.Select(call => run.Store.Not(Command(call.Command)(run))),
            ]),
            "EventChannelCall__RunRare",
            [Caller, In(Register.RDX), In(Register.RCX)]);
    }

    private static Row PassOn(uint number, string routine, bool isWide) => new(
        run => run.Store.And(IsKernel(run), (isWide ? Numbered(number) : Half(number))(run)),
        routine,
        routine is "HvmCall__Run" or "XenVersionCall__Run"
            ? [Caller, In(Register.RDX)]
            : [Caller, In(Register.RDX), In(Register.RCX)]);

    private static Row Rare(ulong number, string routine) => new(
        Numbered(number),
        routine,
        routine is "HvmCall__Run" or "XenVersionCall__Run"
            ? [Caller, In(Register.RDX)]
            : [Caller, In(Register.RDX), In(Register.RCX)]);

    private static Term IsRare(GlueRun run) => run.Store.All(
    [
        IsKernel(run), run.Store.AtMost(NumberOf(run), run.Constant(36, 64)),
        .. new ulong[] { 20, 29, 32 }.Select(number => run.Store.Not(Numbered(number)(run))),
    ]);

    private static Func<GlueRun, Term> Numbered(ulong number) => run =>
        run.Store.Equal(NumberOf(run), run.Constant(number, 64));

    private static Func<GlueRun, Term> Half(ulong number) => run =>
        run.Store.Equal(run.Store.Extract(NumberOf(run), 31, 0), run.Constant(number, 32));

    private static Term IsKernel(GlueRun run) =>
        run.Store.Equal(run.AtEntry(PrivilegeLevel, 1), run.Constant(0, 8));

    private static Term IsUser(GlueRun run) => run.Store.Not(IsKernel(run));

    private static Term IsWide(GlueRun run) => run.Store.And(
        run.Store.Bit(run.AtEntry(0x4d0, 8), 10), run.Store.Bit(run.AtEntry(0x412, 2), 9));

    private static Term IsTimeless(GlueRun run) =>
        run.Store.Equal(run.AtEntry(GlueRun.EffectOffset + 24, 8), run.Constant(0, 64));

    private static Term Low(GlueRun run, Term passed, uint number) =>
        run.Store.Equal(run.Store.Extract(passed, 31, 0), run.Constant(number, 32));
}
