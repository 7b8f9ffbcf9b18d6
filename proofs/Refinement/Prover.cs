using Verified.Proofs.Contracts;
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
    private readonly ContractCalls? _calls;
    private readonly IReadOnlyList<Term> _facts;
    private readonly HashSet<Term> _shown = [];

    /// <summary>A prover.</summary>
    /// <param name="solver">Who decides.</param>
    /// <param name="instances">The invariant over the state before.</param>
    /// <param name="requires">What callers of the handler see to.</param>
    /// <param name="budget">The solver's resource units for one question.</param>
    /// <param name="calls">The calls whose contracts are known; null when there are none.</param>
    public Prover(
        ISolver solver,
        InvariantInstances instances,
        Term requires,
        ulong budget = DefaultBudget,
        ContractCalls? calls = null)
    {
        _calls = calls is { Contracts.Count: > 0 } ? calls : null;
        _facts = _calls?.Facts ?? [];
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
        return Together(claim.Store.Not(claim), rounds, [.. _facts, .. lemmas]);
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
        if (_calls is null)
            return Prove(obligation, lemmas, isEnough, _facts, claim => claim, new());
        // Whatever the contracts' answers are; if that is not so, by what they say.
        Effort effort = new();
        Finding whatever = Prove(obligation, lemmas, _ => true, [], _calls.Abstract, effort);
        return whatever.Result.Verdict == Verdict.Proved
            ? whatever
            : Prove(obligation, lemmas, isEnough, _facts, claim => claim, effort);
    }

    private Finding Prove(
        ProofObligation obligation,
        IReadOnlyList<Term> lemmas,
        Func<Model, bool> isEnough,
        IReadOnlyList<Term> known,
        Func<Term, Term> form,
        Effort effort)
    {
        List<Finding> facts = [];
        List<Term> shared = [];
        TermStore store = obligation.Claim.Store;
        IReadOnlyList<Term> knownLemmas = [.. known, .. lemmas.Select(form)];
        Term premise = form(obligation.Premise), conclusion = form(obligation.Conclusion);
        // Where contracts answer, what they were asked is most of what is left.
        int worthSharing = known.Count < _facts.Count ? 0 : SharedIndices.LargeClaim;
        if (TermWalk.PostOrder(conclusion).Count >= worthSharing)
            conclusion = new SharedConditions(fact => IsProved(fact, "conditions")).Share(premise, conclusion);
        if (AskedInOutline(obligation, store.Implies(premise, conclusion), knownLemmas, effort) is { } outline)
            return outline with { Facts = facts };
        conclusion = new SharedIndices(fact => IsProved(fact, "indices"), worthSharing).Share(premise, conclusion);
        Term claim = store.Implies(premise, conclusion);
        for (int rounds = 1; ; rounds++)
        {
            IReadOnlyList<Term> question =
                Together(store.Not(claim), rounds, [.. knownLemmas, .. shared]);
            Answer answer = ObligationChecker.Check(_solver, question, _budget);
            effort.Add(answer);
            // Denied under few hypotheses: more may exclude it.
            if (answer.Verdict == Found.Satisfiable && rounds < MaximumRounds && !isEnough(answer.Model!))
                continue;
            Verdict verdict = answer.Verdict switch
            {
                Found.Unsatisfiable => Verdict.Proved,
                Found.Satisfiable => Verdict.Refuted,
                _ => Verdict.Unknown,
            };
            return new(obligation, Result(obligation.Name, verdict, answer, effort), question, answer.Model)
            {
                Asked = answer.Question!,
                Facts = facts,
            };
        }

        bool IsProved(Term fact, string what)
        {
            // What an earlier obligation has shown is listed there.
            if (_shown.Contains(fact))
            {
                shared.Add(fact);
                return true;
            }

            ProofObligation same = new($"{obligation.Name}: two of its {what} are the same ({facts.Count + 1})", fact);
            IReadOnlyList<Term> question = Together(store.Not(fact), 1, knownLemmas);
            Answer answer = ObligationChecker.Check(_solver, question, FactBudget);
            if (answer.Verdict != Found.Unsatisfiable)
            {
                // A vain try is work for this obligation.
                effort.Add(answer);
                return false;
            }

            facts.Add(new(same, Result(same.Name, Verdict.Proved, answer, new Effort().Add(answer)), question, null)
            {
                Asked = answer.Question!,
            });
            shared.Add(fact);
            _shown.Add(fact);
            return true;
        }
    }

    // A large claim may hold by how it is put together from comparisons, whatever these say.
    private Finding? AskedInOutline(ProofObligation obligation, Term claim, IReadOnlyList<Term> lemmas, Effort effort)
    {
        if (TermWalk.PostOrder(claim).Count < Outline.LargeClaim)
            return null;
        IReadOnlyList<Term> question = Outline.Of([_requires, .. lemmas, claim.Store.Not(claim)]);
        Answer answer = ObligationChecker.Check(_solver, question, FactBudget);
        effort.Add(answer);
        return answer.Verdict == Found.Unsatisfiable
            ? new(obligation, Result(obligation.Name, Verdict.Proved, answer, effort), question, null)
            {
                Asked = answer.Question!,
            }
            : null;
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
        ObligationResult result = Result(name, verdict, answer, new Effort().Add(answer));
        return new(new(name, happens), result, question, answer.Model) { Asked = answer.Question! };
    }

    private static ObligationResult Result(string name, Verdict verdict, Answer answer, Effort effort) =>
        new(name, verdict, effort.Milliseconds, effort.Work, answer.Reason)
        {
            Question = answer.Question!.Hash,
            IsKept = answer.IsKept,
        };

    private IReadOnlyList<Term> Together(Term happens, int rounds, IReadOnlyList<Term> lemmas) =>
        [_requires, .. lemmas, .. _instances.Around([_requires, .. lemmas, happens], rounds), happens];

    /// <summary>What an obligation has taken so far.</summary>
    private sealed class Effort
    {
        public long Milliseconds { get; private set; }

        public long Work { get; private set; }

        public Effort Add(Answer answer)
        {
            Milliseconds += answer.Milliseconds;
            Work += (long)answer.Work;
            return this;
        }
    }
}
