using Verified.Symbolic.Terms;

namespace Verified.Proofs.Mediation.Dispatch;

/// <summary>
/// A routine of glue between a hypercall and its handlers: what it may call, when, and with what; and what it gives
/// back when it calls nothing.
/// </summary>
/// <param name="Name">As in the image: <c>EventChannelCall__OfSend</c>.</param>
/// <param name="Rows">The calls.</param>
internal sealed record Routine(string Name, IReadOnlyList<Row> Rows)
{
    /// <summary>How it is entered: sets the registers that are known.</summary>
    public Action<GlueRun> Prepare { get; init; } = Entered.WithRequest;

    /// <summary>Whether it leaves the vCPU's slot, and so the request, as it is.</summary>
    public bool KeepsSlot => Prepare == Entered.WithMode;

    /// <summary>What it gives back, by the condition; for what no call and no refusal is about.</summary>
    public IReadOnlyList<(Func<GlueRun, Term> When, long Result)> Answers { get; init; } = [];

    /// <summary>Whether it is left open that it reaches no panic, which ends the machine.</summary>
    public bool MayPanic { get; init; }

    /// <summary>
    /// Whether it may leave the current domain blocked or stopped, and then asks something of the machine, so that
    /// nothing else is called for that domain.
    /// </summary>
    public bool TellsWhoStopped { get; init; }

    /// <summary>What it demands of the current domain when it is called.</summary>
    public Demand Demands { get; init; } = Demand.Runnable;

    /// <summary>How it leads to VMRUN.</summary>
    public Entering Enters { get; init; }

    /// <summary>Whether it is called again and again until it gives back another number than 0.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Whether its request's registers are those of its callees: 1 as they are, 2 the low halves.</summary>
    public int PassesRequest { get; init; }
}

/// <summary>What a routine demands of the current domain.</summary>
internal enum Demand
{
    /// <summary>That it is alive and runnable.</summary>
    Runnable,

    /// <summary>That it is, or that what a call asked of the machine comes before anything else of it.</summary>
    RunnableUnlessAsked,

    /// <summary>Nothing: there is none, or the routine itself sees to it.</summary>
    Nothing,
}

/// <summary>How a routine leads to VMRUN.</summary>
internal enum Entering
{
    /// <summary>It does not; or what it calls does.</summary>
    No,

    /// <summary>When it gives back 0, VMRUN comes next.</summary>
    WhenZero,

    /// <summary>So does its call of the next routine: from then on until VMRUN nothing is written.</summary>
    ByCall,
}

/// <summary>A call that a routine makes.</summary>
/// <param name="When">When it makes it.</param>
/// <param name="Callee">A specification's operation, or a routine's name.</param>
/// <param name="Arguments">Each argument behind the state, for an operation in the order of its handler.</param>
internal sealed record Row(Func<GlueRun, Term> When, string Callee, IReadOnlyList<Source> Arguments)
{
    /// <summary>What the routine may give back without making the call, though it is meant: no memory is there.</summary>
    public IReadOnlyList<long> Refusals { get; init; } = [];

    /// <summary>Whether it is one of a list's elements, or one of several steps, of which not all may be made.</summary>
    public bool IsRepeated { get; init; }
}

/// <summary>
/// What an argument must be: a claim about the word that was passed, of so many bits.
/// </summary>
/// <param name="run">The routine.</param>
/// <param name="call">The call.</param>
/// <param name="passed">The word, cut to its width.</param>
internal delegate Term Source(GlueRun run, CallSite call, Term passed);

/// <summary>A call with its number among those of its callee.</summary>
/// <param name="Call">The call.</param>
/// <param name="Ordinal">From 0 on, in the order of the steps.</param>
internal sealed record CallSite(GlueCall Call, int Ordinal);

/// <summary>How routines are entered.</summary>
internal static class Entered
{
    /// <summary>(state, caller, request, effect): most of them.</summary>
    public static void WithRequest(GlueRun run)
    {
        WithMode(run);
        run.Entry[Iced.Intel.Register.RCX] = run.Constant(run.Slot + GlueRun.EffectOffset, 64);
    }

    /// <summary>(state, caller, mode, address, ...): the elements of grant_table_op.</summary>
    public static void WithMode(GlueRun run)
    {
        run.Entry[Iced.Intel.Register.RDX] = run.Constant(run.Slot + GlueRun.RequestOffset, 64);
        run.Whose = run.Entry[Iced.Intel.Register.ESI];
    }
}
