using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// What is known of the state behind a call that is not entered, though any state is possible otherwise. Each is proved
/// elsewhere: of functions that keep the current domain by <see cref="Keeping"/>, of routines where they are lifted
/// themselves.
/// </summary>
/// <param name="keeping">Which functions leave the current domain alive and runnable.</param>
/// <param name="tells">Routines behind which it is runnable, or something is asked of the machine.</param>
/// <param name="enters">
/// Routines behind which, when they give back 0, it is runnable and owes no flush: VMRUN comes next.
/// </param>
/// <param name="repeated">
/// Those that are called in a loop until they give back another number than 0. That loop has no bound; only its last
/// call is followed. Before each other one stands what the one before it promised. run_guest is one: its loop is its
/// own.
/// </param>
internal sealed class Promises(
    Keeping keeping, IReadOnlySet<ulong> tells, IReadOnlySet<ulong> enters, IReadOnlySet<ulong> repeated)
{
    /// <summary>The effect of a call that has to be made again, with the time.</summary>
    public const uint Clock = 4;

    private const uint ThenContinue = 0x100;


    /// <summary>What a call gives back when that is known in part; null when it is any word.</summary>
    /// <param name="target">The function.</param>
    /// <param name="s">The machine.</param>
    public Term? Result(ulong target, MachineState s)
    {
        if (!repeated.Contains(target))
            return null;
        Term any = s.Run.Fresh("end", 32);
        Term isZero = s.Store.Equal(any, s.Store.Constant(0, 32));
        return s.Store.ZeroExtend(s.Store.Choice(isZero, s.Store.Constant(1, 32), any), 64);
    }

    /// <summary>What holds behind a call.</summary>
    public IEnumerable<Term> After(GlueRun run, ulong target, Behind behind)
    {
        TermStore t = run.Store;
        Term whose = run.Whose!;
        TableMemory tables = GlueRun.TablesAt(behind.State);
        Term isMade = behind.State.Path.Term;
        Term runs = run.MayCall(tables, whose);
        if (keeping.KeepsAlive(target))
            yield return t.Implies(t.And(isMade, behind.WasAlive), run.IsAlive(tables, whose));
        if (keeping.KeepsRunning(target))
            yield return t.Implies(t.And(isMade, behind.CouldCall), runs);
        else if (tells.Contains(target))
            yield return t.Implies(t.And(isMade, behind.CouldCall), t.Or(runs, AsksForSomething(run, behind.State)));
        if (enters.Contains(target))
        {
            Term isEntered = t.Equal(t.Extract(behind.Result, 31, 0), t.Constant(0, 32));
            yield return t.Implies(t.And(isMade, isEntered), t.And(runs, t.Not(Owes(run, tables, whose))));
        }
    }

    /// <summary>
    /// Whether the slot's effect is one behind which the next instruction of the domain, or its next call, waits.
    /// </summary>
    public static Term AsksForSomething(GlueRun run, MachineState at)
    {
        TermStore t = run.Store;
        Term kind = KindOf(run, at);
        return t.Not(t.Or(t.Equal(kind, t.Constant(0, 32)), t.Equal(kind, t.Constant(Clock, 32))));
    }

    /// <summary>What a call asks of the machine, without the mark that the call goes on afterwards.</summary>
    public static Term KindOf(GlueRun run, MachineState at) => run.Store.And(
        at.Memory.Load(at, run.InSlot(GlueRun.EffectOffset), 4), run.Constant(~ThenContinue, 32));

    /// <summary>Whether a domain owes a flush.</summary>
    public static Term Owes(GlueRun run, TableMemory tables, Term domain) =>
        run.Store.Not(run.Store.Equal(run.OwesFlush(tables, domain), run.Constant(0, 32)));
}

/// <summary>What there is behind a call.</summary>
/// <param name="State">The machine.</param>
/// <param name="Result">What the call gives back, 64 bits.</param>
/// <param name="WasAlive">Whether the current domain was alive before it.</param>
/// <param name="CouldCall">Whether it was alive and runnable before it.</param>
internal sealed record Behind(MachineState State, Term Result, Term WasAlive, Term CouldCall);
