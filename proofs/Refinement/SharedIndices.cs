using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Code and specification find an entry of a table in their own ways, so that a solver has to see over and over that
/// what they read there is the same. Where it is small work to prove that two indices are the same, that is done once,
/// and the claim is made to say so.
/// </summary>
/// <param name="isProved">Whether a claim about indices is proved.</param>
/// <param name="fromTerms">From how many terms on a claim is worth it.</param>
internal sealed class SharedIndices(Func<Term, bool> isProved, int fromTerms = SharedIndices.LargeClaim)
{
    /// <summary>Claims below this many terms are decided faster as they are.</summary>
    public const int LargeClaim = 2000;

    // In a table that is read at more places than this, code and specification mostly count.
    private const int FewIndices = 6;

    /// <summary>
    /// What is to be proved, with one index in the place of two that are proved to be the same under the premise: with
    /// those facts it says the same as before.
    /// </summary>
    /// <param name="premise">What is known.</param>
    /// <param name="conclusion">What is to be proved.</param>
    public Term Share(Term premise, Term conclusion)
    {
        IReadOnlyList<Term> terms = TermWalk.PostOrder(conclusion);
        if (terms.Count < fromTerms)
            return conclusion;
        TermStore store = conclusion.Store;
        TermRebuilder rebuilder = new(store);
        HashSet<Term> replaced = [];
        foreach ((Term first, Term second) in Pairs(terms))
        {
            if (replaced.Contains(first) || replaced.Contains(second))
                continue;
            Term fact = store.Implies(premise, store.Equal(first, second));
            if (fact.IsFalse || !isProved(fact))
                continue;
            replaced.Add(second);
            rebuilder.Replace(second, first);
        }

        return replaced.Count == 0 ? conclusion : rebuilder.Rebuild(conclusion);
    }

    // The pairs of indices at which one table is read, each once; the shorter one first.
    private static IEnumerable<(Term First, Term Second)> Pairs(IReadOnlyList<Term> terms)
    {
        HashSet<(Term, Term)> seen = [];
        foreach (IGrouping<Term, Term> table in terms
            .Where(term => term.Kind == TermKind.Select && !term.Second.IsConstant)
            .GroupBy(select => InvariantInstances.Base(select.First), select => select.Second))
        {
            IReadOnlyList<Term> indices =
                [.. table.Distinct().OrderBy(index => TermWalk.PostOrder(index).Count).ThenBy(index => index.Id)];
            if (indices.Count > FewIndices)
                continue;
            for (int i = 0; i < indices.Count; i++)
            {
                for (int j = i + 1; j < indices.Count; j++)
                {
                    if (seen.Add((indices[i], indices[j])))
                        yield return (indices[i], indices[j]);
                }
            }
        }
    }
}
