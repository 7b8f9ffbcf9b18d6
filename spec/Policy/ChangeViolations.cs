using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Something in the running system that a staged change cannot go along with.</summary>
    /// <param name="Name">The sentence.</param>
    /// <param name="Indices">What its indices count: where it occurs.</param>
    /// <param name="IsRevocable">Whether it is sharing, which a caller may choose to have revoked.</param>
    /// <param name="Occurs">Whether it occurs at given indices, each within its dimension.</param>
    public sealed record Violation(
        string Name,
        IReadOnlyList<Dimension> Indices,
        bool IsRevocable,
        Func<SystemState, Change, IReadOnlyList<TWord>, TBool> Occurs);

    /// <summary>All violations: a refused change lists each wherever it occurs, not only the first.</summary>
    public IReadOnlyList<Violation> Violations =>
    [
        new("The label of a domain is deleted", [Domain], false, (s, change, at) =>
            IsInUse(s, at[0]) & change.IsDeleted(LabelOf(s, at[0]))),

        new("The new label of a domain is unknown", [Domain], false, (s, change, at) =>
            IsInUse(s, at[0])
            & !change.IsDeleted(LabelOf(s, at[0]))
            & !change.Next.MayBeCarried(change.NewLabel(at[0]))),

        new("The bootstrap label goes to another than domain 0, or domain 0 loses it", [Domain], false,
            (s, change, at) =>
                IsInUse(s, at[0])
                & !change.IsDeleted(LabelOf(s, at[0]))
                & !TBool.Same(at[0] == 0, change.NewLabel(at[0]) == change.Next.BootstrapLabel)),

        new("Two types of a conflict set run", [ConflictSet], false, (s, change, at) =>
            !(change.Next.ConflictSet(at[0]) & RunningTypesAfter(s, change)).HasAtMostOne),

        new("A channel joins domains that may no longer share", [Domain, Port], true, (s, change, at) =>
            LosesChannel(s, change, at[0], at[1])),

        new("A mapping joins domains that may no longer share", [Domain, Handle], true, (s, change, at) =>
            LosesMapping(s, change, at[0], at[1])),
    ];

    /// <summary>
    /// Whether a change is refused: some violation occurs somewhere. If sharing is to be revoked, it is no reason; the
    /// other violations always are.
    /// </summary>
    public TBool IsRefused(SystemState state, Change change, ChangeMode mode)
    {
        TBool refused = TBool.False;
        foreach (Violation violation in Violations.Where(v => mode == ChangeMode.Refuse || !v.IsRevocable))
        {
            foreach (IReadOnlyList<TWord> at in Everywhere(violation.Indices))
                refused |= violation.Occurs(state, change, at);
        }

        return refused;
    }

    private IEnumerable<IReadOnlyList<TWord>> Everywhere(IReadOnlyList<Dimension> dimensions) => Tuples(
        dimensions, dimension => [.. Enumerable.Range(0, Sizes.Of(dimension)).Select(i => Number(i))]);
}
