using Iced.Intel;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>Where the arguments of calls come from.</summary>
internal static class Sources
{
    private const ulong Number = 0x5f8;
    private const ulong Argument = 0x1200;
    private const ulong Now = GlueRun.EffectOffset + 24;
    private const ulong PageMask = 4095;

    /// <summary>A place of a structure in the caller's memory: its guest-virtual address, 64 bits.</summary>
    public delegate Term Place(GlueRun run, CallSite call);

    /// <summary>The number of the hypercall, 64 bits.</summary>
    public static Term NumberOf(GlueRun run) => run.AtEntry(Number, 8);

    /// <summary>The n-th argument of the hypercall, 64 bits.</summary>
    public static Term ArgumentOf(GlueRun run, int n) => run.AtEntry(Argument + (8 * ((ulong)n - 1)), 8);

    /// <summary>Whether the low half of the first argument is a command.</summary>
    public static Func<GlueRun, Term> Command(uint command) => run =>
        run.Store.Equal(run.Store.Extract(ArgumentOf(run, 1), 31, 0), run.Constant(command, 32));

    /// <summary>Always.</summary>
    public static Func<GlueRun, Term> Always => run => run.Store.True;

    /// <summary>The domain that called: the routine's own second argument.</summary>
    public static Source Caller => In(Register.RSI);

    /// <summary>What a register held at the routine's entry.</summary>
    public static Source In(Register register) => Exactly((run, _) => run.Entry[register]);

    /// <summary>A number.</summary>
    public static Source Constant(ulong number) => Exactly((run, _) => run.Constant(number, 64));

    /// <summary>The n-th argument of the hypercall, or its low half.</summary>
    public static Source Given(int n) => Exactly((run, _) => ArgumentOf(run, n));

    /// <summary>The time that the machine has told.</summary>
    public static Source Time => Exactly((run, _) => run.AtEntry(Now, 8));

    /// <summary>A place of the routine's own, for what the handler puts out.</summary>
    public static Source Out => (run, _, passed) => run.Store.Constant(
        run.Store.Linear(passed) is { Atoms.Count: 0 } place && StackMemory.Top - (ulong)place.Constant < 4096);

    /// <summary>Any word.</summary>
    public static Source Any => (run, _, _) => run.Store.True;

    /// <summary>A term, of which as many low bits count as the argument has.</summary>
    public static Source Exactly(Func<GlueRun, CallSite, Term> term) => (run, call, passed) =>
        run.Store.Equal(passed, run.Store.Extract(term(run, call), passed.Width - 1, 0));

    /// <summary>The n-th argument of the call is where a structure stands.</summary>
    public static Place At(int argument) => (run, _) => ArgumentOf(run, argument);

    /// <summary>A register of the routine says where a structure stands.</summary>
    public static Place At(Register register) => (run, _) => run.Entry[register];

    /// <summary>2 bytes of a structure.</summary>
    public static Source U16(Place place, int at) => Word(place, at & ~3, at % 4 * 8, 16);

    /// <summary>4 bytes of a structure.</summary>
    public static Source U32(Place place, int at) => Word(place, at, 0, 32);

    /// <summary>8 bytes of a structure, which are read as two words.</summary>
    public static Source U64(Place place, int at) => (run, call, passed) => run.Store.All(
        IsPart(run, place(run, call), run.Store.Extract(passed, 31, 0), at, 0),
        IsPart(run, place(run, call), run.Store.Extract(passed, 63, 32), at + 4, 0));

    /// <summary>Bytes of a structure that are read one by one.</summary>
    public static Source Bytes(Place place, int at, int count) => (run, call, passed) =>
    {
        TermStore t = run.Store;
        Term rest = t.Extract(passed, passed.Width - 1, count * 8);
        return t.All(
        [
            t.Equal(rest, t.Constant(0, rest.Width)),
            .. Enumerable.Range(0, count).Select(i =>
                IsByte(run, place(run, call), t.Extract(passed, (i * 8) + 7, i * 8), at + i)),
        ]);
    };

    /// <summary>Whether a word of 64 bits is two words of a structure.</summary>
    public static Term IsLong(GlueRun run, Term address, Term word, int at) => run.Store.All(
        IsPart(run, address, run.Store.Extract(word, 31, 0), at, 0),
        IsPart(run, address, run.Store.Extract(word, 63, 32), at + 4, 0));

    private static Source Word(Place place, int at, int low, int bits) => (run, call, passed) =>
    {
        TermStore t = run.Store;
        Term part = t.Extract(passed, bits - 1, 0);
        Term claim = IsPart(run, place(run, call), part, at, low);
        if (bits == passed.Width)
            return claim;
        Term rest = t.Extract(passed, passed.Width - 1, bits);
        return t.And(claim, t.Equal(rest, t.Constant(0, rest.Width)));
    };

    /// <summary>
    /// Whether some read of the 4 bytes at an offset of a structure found these bits: there may be several reads, on
    /// ways that exclude each other.
    /// </summary>
    public static Term IsPart(GlueRun run, Term address, Term part, int at, int low)
    {
        TermStore t = run.Store;
        Term claim = t.False;
        foreach ((Term happens, Term word) in Reads(run, address, at))
            claim = t.Or(claim, t.And(happens, t.Equal(part, t.Extract(word, low + part.Width - 1, low))));
        return claim;
    }

    /// <summary>Whether some read of the 4 bytes at an offset of a structure found a word of which this holds.</summary>
    public static Term IsAny(GlueRun run, Term address, int at, Func<Term, Term> holds) => run.Store.Any(
        Reads(run, address, at).Select(read => run.Store.And(read.Happens, holds(read.Word))));

    private static IEnumerable<(Term Happens, Term Word)> Reads(GlueRun run, Term address, int at)
    {
        TermStore t = run.Store;
        Term inPage = t.And(address, run.Constant(PageMask, 64));
        Term position = t.Add(inPage, run.Constant((ulong)at, 64));
        IReadOnlyList<Opening> openings = [.. run.Openings.Where(o => !o.IsPage && o.Address == address)];
        foreach (GuestEffect read in run.Effects.Where(e =>
            e.Kind == GuestEffectKind.Read && e.Bytes.Value == 4 && IsOf(run, e.Frame, openings)))
        {
            Term isThere = t.And(read.Guard, t.Equal(read.Offset, position));
            yield return (Among(t, isThere, openings, o => t.Equal(read.Frame, t.ZeroExtend(o.First, 64))), read.Result!);
        }

        foreach (BufferAccess read in run.Accesses.Where(a => !a.Writes && IsOf(run, a.First, openings)))
        {
            Term isThere = t.And(read.Guard, t.Equal(t.ZeroExtend(read.Position, 64), position));
            yield return (Among(t, isThere, openings, o => t.And(
                t.Equal(read.First, o.First), t.Equal(read.Second, o.Second))), read.Word);
        }
    }

    private static Term IsByte(GlueRun run, Term address, Term part, int at)
    {
        TermStore t = run.Store;
        Term position = t.Add(t.And(address, run.Constant(PageMask, 64)), run.Constant((ulong)at, 64));
        Term isFirst = t.Less(position, run.Constant(PageMask + 1, 64));
        IReadOnlyList<Opening> openings = [.. run.Openings.Where(o => !o.IsPage && o.Address == address)];
        Term claim = t.False;
        foreach (GuestEffect read in run.Effects.Where(e => e.Kind == GuestEffectKind.Read && e.Bytes.Value == 1))
        {
            Term isThere = t.And(read.Guard, t.Equal(read.Offset, t.And(position, run.Constant(PageMask, 64))));
            isThere = Among(t, isThere, openings, o => t.Equal(
                read.Frame, t.ZeroExtend(t.Choice(isFirst, o.First, o.Second), 64)));
            claim = t.Or(claim, t.And(isThere, t.Equal(part, read.Result!)));
        }

        return claim;
    }

    // Lists have hundreds of reads: those of other openings need not be asked about.
    private static bool IsOf(GlueRun run, Term frame, IReadOnlyList<Opening> openings) =>
        openings.Count == 0 || run.Mentions(frame, openings);

    // Where the walk is part of the routine, no opening is noted: that its frames are the caller's is OwnMemory's.
    private static Term Among(TermStore t, Term isThere, IReadOnlyList<Opening> openings, Func<Opening, Term> holds) =>
        openings.Count == 0 ? isThere : t.And(isThere, t.Any(openings.Select(o => t.And(o.Guard, holds(o)))));
}
