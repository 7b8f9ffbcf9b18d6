using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Answer = Verified.Symbolic.Solving.Answer;
using Found = Verified.Symbolic.Solving.Verdict;

namespace Verified.Proofs.Policies;

/// <summary>Decides lemmas of the specification.</summary>
internal sealed class LemmaProof(ISolver solver, TermStore store)
{
    /// <summary>The solver's resource units for one question; the lemmas need less than a hundredth of it.</summary>
    private const ulong Budget = 100_000_000;

    /// <summary>
    /// Whether the hypotheses imply the conclusion. A lemma whose hypotheses exclude each other is refuted too: it
    /// would say nothing.
    /// </summary>
    public ObligationResult Decide(SymbolicSpecification.Lemma lemma)
    {
        Term[] hypotheses = [.. lemma.Hypotheses.Select(h => h.ToTerm(store))];
        Answer denied = Ask([.. hypotheses, store.Not(lemma.Conclusion.ToTerm(store))]);
        Answer possible = Ask(hypotheses);
        long milliseconds = denied.Milliseconds + possible.Milliseconds;
        long work = (long)(denied.Work + possible.Work);
        return (denied.Verdict, possible.Verdict) switch
        {
            (Found.Unsatisfiable, Found.Satisfiable) => new(lemma.Name, Verdict.Proved, milliseconds, work, ""),
            (Found.Satisfiable, _) => new(lemma.Name, Verdict.Refuted, milliseconds, work, "it has a counterexample"),
            (_, Found.Unsatisfiable) =>
                new(lemma.Name, Verdict.Refuted, milliseconds, work, "its hypotheses exclude each other"),
            _ => new(lemma.Name, Verdict.Unknown, milliseconds, work, denied.Reason + possible.Reason),
        };
    }

    private Answer Ask(IReadOnlyList<Term> assertions) => ObligationChecker.Check(solver, assertions, Budget);
}
