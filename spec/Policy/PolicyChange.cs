namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// A change of the policy. The request carries two arrays, here tables with an entry for every old label: an old
    /// label may be deleted, and otherwise has a number under the new policy (its own, when the request names none).
    /// A domain keeps its label under that number.
    /// </summary>
    /// <param name="state">The running system.</param>
    /// <param name="next">The new policy.</param>
    /// <param name="deleted">1 for an old label that is deleted.</param>
    /// <param name="successor">The new number of an old label.</param>
    public static Change PolicyChange(SystemState state, PolicyTables next, TTable deleted, TTable successor)
    {
        return new(next, IsDeleted, Successor, domain => Successor(LabelOf(state, domain)));

        TBool IsDeleted(TWord label) => TWord.Extend(deleted[label], 64) == 1;
        TWord Successor(TWord label) => TWord.Extend(successor[label], 64);
    }
}
