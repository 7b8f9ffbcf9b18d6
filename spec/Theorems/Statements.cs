namespace Verified.Spec;

/// <summary>
/// The theorems about an operation, as statements at explicit indices: a proof takes indices that it knows nothing of,
/// a test takes all of them. Every one has the same hypotheses: the invariant, every count right, and what the
/// operation requires.
/// </summary>
public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The invariant at those of its indices that are given: a hypothesis of every theorem.</summary>
    public TBool InvariantAt(SystemState state, Func<Dimension, IReadOnlyList<TWord>> indices)
    {
        TBool holds = TBool.True;
        foreach (Part part in Invariant)
        {
            foreach (IReadOnlyList<TWord> at in Tuples(part.Indices, indices)) holds &= part.Holds(state, at);
        }

        return holds;
    }

    /// <summary>Preserve: a part of the invariant holds after the operation.</summary>
    public static TBool Preserves(Part part, Outcome outcome, IReadOnlyList<TWord> at) => part.Holds(outcome.Next, at);

    /// <summary>Atomic: an error leaves every entry of every field as it was.</summary>
    public static TBool ErrorChangesNothing(
        SystemState before, Outcome outcome, Field field, IReadOnlyList<TWord> at) =>
        Implies(IsError(outcome.Result), SameEntry(before, outcome.Next, field, at));

    /// <summary>NoStaleTranslation: if a leaf of a domain loses a permission or changes its frame, a flush is owed.</summary>
    public TBool TightenedLeavesAreFlushed(SystemState before, Outcome outcome, TWord domain, TWord gfn)
    {
        TWord old = before[Leaves.Leaf, domain, gfn];
        TWord now = outcome.Next[Leaves.Leaf, domain, gfn];
        TBool tightened = IsPresent(old) & (!IsPresent(now) | FrameOf(now) != FrameOf(old)
            | ((old & WritableBit) != 0 & (now & WritableBit) == 0)
            | ((old & NoExecuteBit) == 0 & (now & NoExecuteBit) != 0));
        return Implies(tightened, outcome.Next[Domains.FlushOwed, domain] == 1);
    }

    /// <summary>
    /// NoStaleTranslation, the rest: a flush that a domain owes stays owed while the domain exists. Only VMRUN takes it
    /// away, and flushes. So whatever a domain's translations show when it runs, its leaves show: until then it is
    /// sound to clear, free or hand on a frame that its old translations still name, for there is one CPU and nobody
    /// else uses them.
    /// </summary>
    public static TBool OwedFlushStaysOwed(SystemState before, Outcome outcome, TWord domain) => Implies(
        before[Domains.FlushOwed, domain] == 1 & IsInUse(outcome.Next, domain),
        outcome.Next[Domains.FlushOwed, domain] == 1);

    /// <summary>Refines, for the result: the code gives the specification's.</summary>
    public static TBool SameResult(Outcome specified, TWord result) => specified.Result == result;

    /// <summary>Refines, for the state: the code leaves in an entry what the specification says.</summary>
    public static TBool SameEntry(SystemState specified, SystemState actual, Field field, IReadOnlyList<TWord> at) =>
        field.Dimensions.Count switch
        {
            0 => specified[field] == actual[field],
            1 => specified[field, at[0]] == actual[field, at[0]],
            _ => specified[field, at[0], at[1]] == actual[field, at[0], at[1]],
        };

    /// <summary>Results below 0, as signed numbers, are errors.</summary>
    public static TBool IsError(TWord result) => (result >> 63) == 1;

    private static IEnumerable<IReadOnlyList<TWord>> Tuples(
        IReadOnlyList<Dimension> dimensions, Func<Dimension, IReadOnlyList<TWord>> indices) =>
        dimensions.Aggregate<Dimension, IEnumerable<IReadOnlyList<TWord>>>(
            [[]], (tuples, dimension) => tuples.SelectMany(t => indices(dimension).Select(i => (TWord[])[.. t, i])));
}
