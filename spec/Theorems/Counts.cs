using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// A number in the state that says how many entries of a table have a property, or what they add up to. Beside the
    /// parts of the invariant, every count is right in every state: <c>Number(key)</c> is the sum, over all indices, of
    /// what <c>Counts</c> says.
    /// </summary>
    /// <param name="Name">The sentence.</param>
    /// <param name="Keys">What the indices of the number count.</param>
    /// <param name="Counted">What the indices of the counted entries count.</param>
    /// <param name="Number">The number.</param>
    /// <param name="Counts">
    /// What the entry at the second indices counts for the number at the first: 0 or 1, or how many.
    /// </param>
    public sealed record Count(
        string Name,
        IReadOnlyList<Dimension> Keys,
        IReadOnlyList<Dimension> Counted,
        Func<SystemState, IReadOnlyList<TWord>, TWord> Number,
        Func<SystemState, IReadOnlyList<TWord>, IReadOnlyList<TWord>, TWord> Counts)
    {
        /// <summary>The most that one entry counts for.</summary>
        public int Most { get; init; } = 1;
    }

    /// <summary>All counts.</summary>
    public IReadOnlyList<Count> Counts =>
    [
        new("The write pins of a grant are its writable mappings", [Domain, GrantReference], [Domain, Handle],
            (s, key) => s[ActiveGrants.WritePins, key[0], key[1]],
            (s, key, at) => One(MapsGrant(s, key, at) & s[Mappings.Writable, at[0], at[1]] == 1)),

        new("The read pins of a grant are its read-only mappings", [Domain, GrantReference], [Domain, Handle],
            (s, key) => s[ActiveGrants.ReadPins, key[0], key[1]],
            (s, key, at) => One(MapsGrant(s, key, at) & s[Mappings.Writable, at[0], at[1]] == 0)),

        new("The mappings of a frame are the leaves that show it by a grant or as foreign", [Frame], [Domain, GuestFrame],
            (s, key) => s[Frames.Mappings, key[0]],
            (s, key, at) =>
            {
                TWord leaf = s[Leaves.Leaf, at[0], at[1]];
                TBool isOthers = KindOf(leaf) == LeafKind.Mapping | KindOf(leaf) == LeafKind.Foreign;
                return One(isOthers & FrameOf(leaf) == key[0]);
            }),

        new("The grants of a frame are those of which a pin is held", [Frame], [Domain, GrantReference],
            (s, key) => s[Frames.Grants, key[0]],
            (s, key, at) => One(IsPinned(s, at[0], at[1]) & s[ActiveGrants.Frame, at[0], at[1]] == key[0])),

        new("A domain owns as many frames of RAM as it is charged for", [Domain], [Frame],
            (s, key) => s[Domains.OwnedFrames, key[0]],
            (s, key, at) => One(OwnsAs(s, key[0], at[0], FrameState.Ram))),

        new("The free frames that are not unclaimed are those that the domains may still take", [], [Domain],
            (s, _) => s[FreeFrames.Count] - s[FreeFrames.Unclaimed],
            (s, _, at) => If(
                IsInUse(s, at[0]), ClaimOf(s, at[0]) - s[Domains.OwnedFrames, at[0]], Number(0)))
        {
            Most = Sizes.Frames,
        },

        new("A Chinese Wall type is counted once for every domain that carries it", [Slot, Dimension.Type], [Domain],
            (s, key) => If(IsLabelling(s, key[0]), s[Labellings.Running, key[0], key[1]], Number(0)),
            (s, key, at) => One(IsLabelled(s, key[0], at[0])
                & WallTypesOf(PolicyTables.OfLabelling(s, key[0]), LabelOf(s, key[0], at[0])).Contains(key[1]))),
    ];

    /// <summary>
    /// A count is at least as large as what some distinct entries count for: what a proof may assume of a right count, at
    /// the entries that it names. If two of them are equal the statement is true of itself.
    /// </summary>
    public static TBool CountsAtLeast(
        Count count, SystemState state, IReadOnlyList<TWord> key, IReadOnlyList<IReadOnlyList<TWord>> entries)
    {
        TBool distinct = TBool.True;
        for (int i = 0; i < entries.Count; i++)
        {
            for (int j = 0; j < i; j++) distinct &= !SameIndices(entries[i], entries[j]);
        }

        return Implies(distinct, count.Number(state, key) >= Sum(count, state, key, entries));
    }

    /// <summary>
    /// A step keeps a count right if the number changes by as much as the entries that it touches, named here, and any
    /// other entry counts as before. An entry may be named twice.
    /// </summary>
    public static TBool CountIsKept(
        Count count,
        SystemState before,
        SystemState after,
        IReadOnlyList<TWord> key,
        IReadOnlyList<IReadOnlyList<TWord>> touched,
        IReadOnlyList<TWord> other)
    {
        TBool isOther = TBool.True;
        foreach (IReadOnlyList<TWord> entry in touched) isOther &= !SameIndices(entry, other);

        return count.Number(after, key) + SumOfDistinct(count, before, key, touched)
            == count.Number(before, key) + SumOfDistinct(count, after, key, touched)
            & Implies(isOther, count.Counts(before, key, other) == count.Counts(after, key, other));
    }

    private static TBool MapsGrant(SystemState s, IReadOnlyList<TWord> grant, IReadOnlyList<TWord> mapping) =>
        IsMapped(s, mapping[0], mapping[1])
        & s[Mappings.Granter, mapping[0], mapping[1]] == grant[0]
        & s[Mappings.Reference, mapping[0], mapping[1]] == grant[1];

    private static TWord Sum(
        Count count, SystemState state, IReadOnlyList<TWord> key, IReadOnlyList<IReadOnlyList<TWord>> entries)
    {
        TWord sum = Number(0);
        foreach (IReadOnlyList<TWord> entry in entries)
            sum += count.Counts(state, key, entry);
        return sum;
    }

    private static TWord SumOfDistinct(
        Count count, SystemState state, IReadOnlyList<TWord> key, IReadOnlyList<IReadOnlyList<TWord>> entries)
    {
        TWord sum = Number(0);
        for (int i = 0; i < entries.Count; i++)
        {
            TBool isNamed = TBool.False;
            for (int j = 0; j < i; j++) isNamed |= SameIndices(entries[i], entries[j]);
            sum += If(isNamed, Number(0), count.Counts(state, key, entries[i]));
        }

        return sum;
    }

    private static TWord One(TBool counts) => If(counts, Number(1), Number(0));

    private static TBool SameIndices(IReadOnlyList<TWord> a, IReadOnlyList<TWord> b)
    {
        TBool same = TBool.True;
        for (int i = 0; i < a.Count; i++) same &= a[i] == b[i];
        return same;
    }
}
