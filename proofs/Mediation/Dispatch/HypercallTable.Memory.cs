using Iced.Intel;
using Verified.Symbolic.Terms;
using static Verified.Proofs.Mediation.Dispatch.Sources;

namespace Verified.Proofs.Mediation.Dispatch;

/// <content>Grants and memory: structures of public/grant_table.h and public/memory.h.</content>
internal static partial class HypercallTable
{
    private const int StartShift = 6;

    private static IReadOnlyList<Routine> Grants =>
    [
        new("GrantTableCall__Run",
        [
            Element(0, "GrantElement__Map", 32, _ => null),
            Element(1, "GrantElement__Unmap", 24, _ => null),
            Element(5, "GrantElement__Copy", 40, IsWide),
            Element(5, "GrantElement__CopyNarrow", 24, Not(IsWide)),
            Element(4, "GrantElement__Transfer", 24, IsWide),
            Element(11, "GrantElement__Swap", 12, IsWide),
            Structure(2, "GrantTableStructure__SetupTable"),
            Structure(6, "GrantTableStructure__QuerySize"),
            Structure(8, "GrantTableStructure__SetVersion"),
            Structure(10, "GrantTableStructure__GetVersion"),
        ])
        {
            Answers =
            [
                (IsNegative, Invalid),
                (And(Not(IsNegative), NoCommand(0, 1, 2, 4, 5, 6, 8, 10, 11, 12)), NoSystemCall),
                (And(And(Not(IsNegative), Command(12)), IsWide), NotSupported),
                (And(And(Not(IsNegative), NoCommand(0, 1, 5)), Not(IsWide)), NoSystemCall),
            ],
        },
        OfElement("GrantElement__Map", "map_grant_ref", U64(Here, 0), U32(Here, 8), U32(Here, 12), U16(Here, 16)),
        OfElement("GrantElement__Unmap", "unmap_grant_ref", U64(Here, 0), U32(Here, 16)),
        OfElement("GrantElement__Swap", "swap_grant_ref", U32(Here, 0), U32(Here, 4)),
        OfElement("GrantElement__Copy", "copy", U16(Here, 34), U16(Here, 8), OfUnion(0, 0), U16(Here, 10),
            U16(Here, 24), OfUnion(1, 16), U16(Here, 26), U16(Here, 32)),
        OfElement("GrantElement__CopyNarrow", "copy", U16(Here, 18), U16(Here, 4), U32(Here, 0), U16(Here, 6),
            U16(Here, 12), U32(Here, 8), U16(Here, 14), U16(Here, 16)),
        // The frame that the element lies in stays: then there is no call.
        new("GrantElement__Transfer",
            [Some(Always, "transfer", [Caller, U64(Here, 0), U16(Here, 8), U32(Here, 12)])])
        {
            Prepare = Entered.WithMode,
        },
        new("GrantTableStructure__SetupTable",
        [
            new(Always, "setup_table", [Caller, U16(At(2), 0), Out]) { Refusals = [Fault, Invalid] },
        ])
        {
            Prepare = Entered.WithMode,
        },
        OfStructure("QuerySize", One(Always, "query_size", [Caller, U16(At(2), 0)])),
        OfStructure(
            "SetVersion",
            One(Always, "set_version", [Caller, U32(At(2), 0)]),
            One(Always, "get_version", [Caller, Caller])),
        OfStructure("GetVersion", One(Always, "get_version", [Caller, U16(At(2), 0)])),
    ];

    private static Place Here => At(Register.RCX);

    private static Routine OfElement(string routine, string operation, params Source[] arguments) =>
        new(routine, [One(Always, operation, [Caller, .. arguments])]) { Prepare = Entered.WithMode };

    private static Routine OfStructure(string routine, params Row[] rows) =>
        new($"GrantTableStructure__{routine}", rows) { Prepare = Entered.WithMode };

    /// <summary>The union of gnttab_copy: of a reference the low half counts (GNTCOPY_source_gref, _dest_gref).</summary>
    private static Source OfUnion(int flag, int at) => (run, call, passed) =>
    {
        TermStore t = run.Store;
        Term isReference = t.Bit(call.Call.Arguments[2], flag);
        Term high = t.Extract(passed, 63, 32);
        return t.And(
            IsPart(run, run.Entry[Register.RCX], t.Extract(passed, 31, 0), at, 0),
            t.Choice(isReference, t.Equal(high, t.Constant(0, 32)), IsPart(run, run.Entry[Register.RCX], high, at + 4, 0)));
    };

    private static Row Element(uint command, string routine, ulong size, Func<GlueRun, Term?> mode) => new(
        run => run.Store.All(
            Command(command)(run),
            mode(run) ?? run.Store.True,
            run.Store.Not(IsNegative(run)),
            run.Store.Not(run.Store.Equal(run.Store.Extract(ArgumentOf(run, 3), 31, 0), run.Constant(0, 32)))),
        routine,
        [
            Caller,
            In(Register.RDX),
            Exactly((run, call) => run.Store.Add(ArgumentOf(run, 2), run.Constant(size * (ulong)call.Ordinal, 64))),
        ]);

    private static Row Structure(uint command, string routine) => new(
        run => run.Store.All(Command(command)(run), IsWide(run), run.Store.Not(IsNegative(run))),
        routine,
        [Caller, In(Register.RDX)])
    {
        Refusals = command is 2 or 6 ? [Invalid] : [],
    };

    private static Term IsNegative(GlueRun run) => run.Store.Bit(ArgumentOf(run, 3), 31);

    private static IReadOnlyList<Routine> Memory =>
    [
        new("MemoryCall__Run",
        [
            .. ((uint[])[1, 6]).Select(command => new Row(
                Of(command, isAnew: false),
                "MemoryCall__OfReservation",
                [
                    Caller, In(Register.RDX), In(Register.RCX),
                    (run, _, passed) => Low(run, passed, command), StartOf,
                ])),
            new(Of(0, isAnew: false), "increase_reservation", []),
            new(Of(23, isAnew: false), "MemoryCall__OfBatch",
                [Caller, In(Register.RDX), In(Register.RCX), StartOf]),
            One(IsOfOwnPages, "decrease_reservation", [Caller, U16(At(2), 0), U64(At(2), 16)]),
            One(Of(7), "add_to_physmap",
                [Caller, U16(At(2), 0), U32(At(2), 4), U64(At(2), 8), U64(At(2), 16)]),
            One(Of(15), "remove_from_physmap", [Caller, U16(At(2), 0), U64(At(2), 8)]),
            new(Of(9), "memory_map", [Caller, Out]) { Refusals = [Fault, NoBuffers] },
            One(Of(3), "current_reservation", [Caller, Bytes(At(2), 0, 2)]),
            One(Of(4), "maximum_reservation", [Caller, Bytes(At(2), 0, 2)]),
            One(Of(14), "maximum_gpfn", [Caller, Bytes(At(2), 0, 2)]),
        ])
        {
            Answers = [(IsNoMemoryCall, NoSystemCall)],
        },
    ];

    private static Source StartOf => (run, _, passed) => run.Store.Equal(
        run.Store.Extract(passed, 31, 0), run.Store.Extract(Start(run), 31, 0));

    private static Term Start(GlueRun run) =>
        run.Store.ShiftRight(ArgumentOf(run, 1), run.Constant(StartShift, 64));

    private static Func<GlueRun, Term> Of(uint command, bool isAnew = true) => run =>
    {
        TermStore t = run.Store;
        Term isCommand = t.Equal(t.Extract(ArgumentOf(run, 1), StartShift - 1, 0), t.Constant(command, StartShift));
        Term isStart = t.Equal(t.Extract(Start(run), 31, 0), t.Constant(0, 32));
        return isAnew ? t.And(isCommand, isStart) : isCommand;
    };

    /// <summary>add_to_physmap of shared_info or the grant table: RAM that stands there is given back first.</summary>
    private static Term IsOfOwnPages(GlueRun run)
    {
        TermStore t = run.Store;
        Term structure = ArgumentOf(run, 2);
        return t.All(
            Of(7)(run),
            IsAny(run, structure, 4, space => t.Less(space, t.Constant(2, 32))),
            IsLong(run, structure, run.Constant(0, 64), 8));
    }

    private static Term IsNoMemoryCall(GlueRun run)
    {
        TermStore t = run.Store;
        Term isOther = t.All(new uint[] { 0, 1, 6, 23, 3, 4, 7, 9, 14, 15 }.Select(c => t.Not(Of(c, false)(run))));
        return t.And(isOther, t.Equal(t.Extract(Start(run), 31, 0), t.Constant(0, 32)));
    }
}
