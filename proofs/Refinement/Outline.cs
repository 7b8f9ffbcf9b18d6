using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Claims without what their comparisons compare: each comparison of words becomes a truth value of which nothing is
/// known, the same for the same comparison. What cannot hold together whatever those are cannot hold together.
/// </summary>
internal static class Outline
{
    /// <summary>Claims below this many terms are decided as fast as they are.</summary>
    public const int LargeClaim = 2000;

    /// <summary>The outline of some truth values of one store.</summary>
    public static IReadOnlyList<Term> Of(IReadOnlyList<Term> truths)
    {
        TermStore store = truths[0].Store;
        TermRebuilder rebuilder = new(store);
        int number = 0;
        foreach (Term term in TermWalk.PostOrder(truths).Where(IsComparison))
            rebuilder.Replace(term, store.Variable($"comparison {number++}", 0));
        return [.. truths.Select(rebuilder.Rebuild)];
    }

    private static bool IsComparison(Term term) =>
        term.Kind is TermKind.Less or TermKind.LessSigned || (term.Kind == TermKind.Equal && term.First.IsWord);
}
