using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Answer = Verified.Symbolic.Solving.Answer;
using Found = Verified.Symbolic.Solving.Verdict;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Decides obligations about one operation under the same hypotheses: what callers see to, and the invariant at every
/// index that an obligation looks at.
/// </summary>
public sealed class Prover
{
    /// <summary>
    /// How often instances of the invariant are followed to what they speak of, as from a domain's grant frame to that
    /// frame's owner. Fewer rounds are tried first: what follows from fewer hypotheses follows.
    /// </summary>
    public const int MaximumRounds = 2;

    /// <summary>The solver's resource units for one question; what is needed stays below a tenth of it.</summary>
    public const ulong DefaultBudget = 200_000_000;

    // What makes a claim shorter must itself be little work.
    private const ulong FactBudget = 4_000_000;

    private readonly ISolver _solver;
    private readonly InvariantInstances _instances;
    private readonly Term _requires;
    private readonly ulong _budget;

    /// <summary>A prover.</summary>
    /// <param name="solver">Who decides.</param>
    /// <param name="instances">The invariant over the state before.</param>
    /// <param name="requires">What callers of the handler see to.</param>
    /// <param name="budget">The solver's resource units for one question.</param>
    public Prover(ISolver solver, InvariantInstances instances, Term requires, ulong budget = DefaultBudget)
    {
        _solver = solver ?? throw new ArgumentNullException(nameof(solver));
        _instances = instances ?? throw new ArgumentNullException(nameof(instances));
        _requires = requires ?? throw new ArgumentNullException(nameof(requires));
        _budget = budget;
    }

    /// <summary>
    /// What a solver is asked about an obligation: the hypotheses and the claim's negation. No values satisfy them all
    /// iff the hypotheses imply the claim.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="rounds">How often to follow instances of the invariant.</param>
    /// <param name="lemmas">Claims that were proved under the same hypotheses.</param>
    public IReadOnlyList<Term> Question(Term claim, int rounds, params IReadOnlyList<Term> lemmas)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return Together(claim.Store.Not(claim), rounds, lemmas);
    }

    /// <summary>Decides an obligation.</summary>
    /// <param name="obligation">The obligation.</param>
    /// <param name="lemmas">
    /// Claims that were proved under the same hypotheses: that code and specification choose the same port makes the
    /// rest short.
    /// </param>
    public Finding Prove(ProofObligation obligation, params IReadOnlyList<Term> lemmas) =>
        Prove(obligation, lemmas, isEnough: _ => false);

    /// <summary>Decides an obligation, with a short cut to a counterexample.</summary>
    /// <param name="obligation">The obligation.</param>
    /// <param name="lemmas">Claims that were proved under the same hypotheses.</param>
    /// <param name="isEnough">
    /// Whether a model under few hypotheses is a counterexample under all: then more are not asked about.
    /// </param>
    internal Finding Prove(ProofObligation obligation, IReadOnlyList<Term> lemmas, Func<Model, bool> isEnough)
    {
        ArgumentNullException.ThrowIfNull(obligation);
        long milliseconds = 0, work = 0;
        List<Finding> facts = [];
        Term conclusion = new SharedIndices(IsProved).Share(obligation.Premise, obligation.Conclusion);
        Term claim = obligation.Claim.Store.Implies(obligation.Premise, conclusion);
        for (int rounds = 1; ; rounds++)
        {
            IReadOnlyList<Term> question = Question(claim, rounds, [.. lemmas, .. facts.Select(fact => fact.Obligation.Claim)]);
            Answer answer = ObligationChecker.Check(_solver, question, _budget);
            milliseconds += answer.Milliseconds;
            work += (long)answer.Work;
            // Denied under few hypotheses: more may exclude it.
            if (answer.Verdict == Found.Satisfiable && rounds < MaximumRounds && !isEnough(answer.Model!))
                continue;
            Verdict verdict = answer.Verdict switch
            {
                Found.Unsatisfiable => Verdict.Proved,
                Found.Satisfiable => Verdict.Refuted,
                _ => Verdict.Unknown,
            };
            return new(obligation, Result(obligation.Name, verdict, answer, milliseconds, work), question, answer.Model)
            {
                Asked = answer.Question!,
                Facts = facts,
            };
        }

        bool IsProved(Term fact)
        {
            ProofObligation same = new($"{obligation.Name}: two of its indices are the same ({facts.Count + 1})", fact);
            IReadOnlyList<Term> question = Question(fact, 1, lemmas);
            Answer answer = ObligationChecker.Check(_solver, question, FactBudget);
            if (answer.Verdict != Found.Unsatisfiable)
            {
                // A vain try is work for this obligation.
                milliseconds += answer.Milliseconds;
                work += (long)answer.Work;
                return false;
            }

            ObligationResult result = Result(same.Name, Verdict.Proved, answer, answer.Milliseconds, (long)answer.Work);
            facts.Add(new(same, result, question, null) { Asked = answer.Question! });
            return true;
        }
    }

    /// <summary>
    /// Whether something can happen at all under the hypotheses: proved if so. A theorem whose hypotheses exclude each
    /// other, or exclude a result, would say nothing.
    /// </summary>
    public Finding IsPossible(string name, Term happens)
    {
        ArgumentNullException.ThrowIfNull(happens);
        IReadOnlyList<Term> question = Together(happens, 1, []);
        Answer answer = ObligationChecker.Check(_solver, question, _budget);
        Verdict verdict = answer.Verdict switch
        {
            Found.Satisfiable => Verdict.Proved,
            Found.Unsatisfiable => Verdict.Refuted,
            _ => Verdict.Unknown,
        };
        ObligationResult result = Result(name, verdict, answer, answer.Milliseconds, (long)answer.Work);
        return new(new(name, happens), result, question, answer.Model) { Asked = answer.Question! };
    }

    private static ObligationResult Result(string name, Verdict verdict, Answer answer, long milliseconds, long work) =>
        new(name, verdict, milliseconds, work, answer.Reason)
        {
            Question = answer.Question!.Hash,
            IsKept = answer.IsKept,
        };

    private IReadOnlyList<Term> Together(Term happens, int rounds, IReadOnlyList<Term> lemmas) =>
        [_requires, .. lemmas, .. _instances.Around([_requires, .. lemmas, happens], rounds), happens];
}
