using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Code and specification say in their own ways when an entry changes, and mostly agree word for word about what it
/// becomes then. That the two conditions are the same is proved once, by itself; then the two choices are one term, and
/// what is chosen between, however large, needs no solver.
/// </summary>
/// <param name="isProved">Whether a claim about conditions is proved.</param>
internal sealed class SharedConditions(Func<Term, bool> isProved)
{
    private readonly Dictionary<Term, bool> _asked = [];
    private readonly Dictionary<Term, Branches> _branches = [];

    /// <summary>
    /// What is to be proved, with the left side's conditions in the place of the right side's where they are proved to
    /// be the same under the premise: with those facts it says the same as before.
    /// </summary>
    /// <param name="premise">What is known.</param>
    /// <param name="conclusion">Equalities of words, joined by "and"; any other part stays as it is.</param>
    public Term Share(Term premise, Term conclusion)
    {
        TermStore store = conclusion.Store;
        Stack<Term> open = new([conclusion]);
        List<Term> parts = [];
        while (open.TryPop(out Term? part))
        {
            if (part.Kind == TermKind.BoolAnd)
            {
                open.Push(part.Second);
                open.Push(part.First);
            }
            else
            {
                parts.Add(part.Kind == TermKind.Equal && part.First.IsWord ? Share(premise, part.First, part.Second) : part);
            }
        }

        return store.All(parts);
    }

    private Term Share(Term premise, Term left, Term right) => left.Store.Equal(left, InThePlaceOf(premise, left, right));

    // The right side by the left side's conditions, as far as they are found to be the same.
    private Term InThePlaceOf(Term premise, Term left, Term right)
    {
        if (left == right || left.Kind != TermKind.Choice || right.Kind != TermKind.Choice)
            return right;
        TermStore store = left.Store;
        Branches mine = BranchesOf(left), others = BranchesOf(right);
        if (!mine.Meets(others) && mine.Meets(others.Turned))
            others = others.Turned;
        if (!mine.Meets(others) || !IsSame(premise, mine.When, others.When))
            return right;
        Term then = InThePlaceOf(premise, mine.Then, others.Then);
        Term otherwise = InThePlaceOf(premise, mine.Otherwise, others.Otherwise);
        return then == mine.Then && otherwise == mine.Otherwise ? left : store.Choice(mine.When, then, otherwise);
    }

    private bool IsSame(Term premise, Term first, Term second)
    {
        Term fact = first.Store.Implies(premise, first.Store.Equal(first, second));
        if (fact.IsConstant)
            return fact.IsTrue;
        if (!_asked.TryGetValue(fact, out bool proved))
            _asked[fact] = proved = isProved(fact);
        return proved;
    }

    // Several early returns leave one branch behind several times.
    private Branches BranchesOf(Term choice)
    {
        if (_branches.TryGetValue(choice, out Branches? known))
            return known;
        TermStore store = choice.Store;
        (Term when, Term then, Term otherwise) = (choice.First, choice.Second, choice.Third);
        while (true)
        {
            Branches? first = then.Kind == TermKind.Choice ? BranchesOf(then) : null;
            Branches? second = otherwise.Kind == TermKind.Choice ? BranchesOf(otherwise) : null;
            if (second?.Then == then)
                (when, otherwise) = (store.Or(when, second.When), second.Otherwise);
            else if (second?.Otherwise == then)
                (when, otherwise) = (store.Or(when, store.Not(second.When)), second.Then);
            else if (first?.Otherwise == otherwise)
                (when, then) = (store.And(when, first.When), first.Then);
            else if (first?.Then == otherwise)
                (when, then) = (store.And(when, store.Not(first.When)), first.Otherwise);
            else
                return _branches[choice] = new(when, then, otherwise);
        }
    }

    /// <summary>A choice between two: <paramref name="Then"/> when the condition holds.</summary>
    private sealed record Branches(Term When, Term Then, Term Otherwise)
    {
        /// <summary>The same choice the other way round.</summary>
        public Branches Turned => new(When.Store.Not(When), Otherwise, Then);

        /// <summary>Whether both choose the same in one of the cases: then they may be the same choice.</summary>
        public bool Meets(Branches other) => Then == other.Then || Otherwise == other.Otherwise;
    }
}
