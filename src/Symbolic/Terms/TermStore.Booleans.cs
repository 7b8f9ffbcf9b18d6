namespace Verified.Symbolic.Terms;

/// <content>Truth values.</content>
public sealed partial class TermStore
{
    // Longer chains are not searched for parts that meet their opposites.
    private const int FewParts = 12;

    /// <summary>Negation.</summary>
    public Term Not(Term a)
    {
        if (a is { IsWord: true })
            return Complement(a);
        CheckBoolean(a);
        if (_simplify && a.IsConstant)
            return a.IsTrue ? False : True;
        if (_simplify && a.Kind == TermKind.BoolNot)
            return a.First;
        return Make(TermKind.BoolNot, 0, a);
    }

    /// <summary>Conjunction.</summary>
    public Term And(Term a, Term b)
    {
        if (a is { IsWord: true })
            return BitAnd(a, b);
        CheckBoolean(a);
        CheckBoolean(b);
        if (!_simplify)
            return Make(TermKind.BoolAnd, 0, a, b);
        if (a.IsFalse || b.IsTrue || a == b)
            return a;
        if (b.IsFalse || a.IsTrue)
            return b;
        if (Opposite(a, b))
            return False;
        // Absorption: a and (a and c), a and (a or c), a and (not a or c).
        if (b.Kind == TermKind.BoolAnd && (b.First == a || b.Second == a))
            return b;
        if (a.Kind == TermKind.BoolAnd && (a.First == b || a.Second == b))
            return a;
        if (b.Kind == TermKind.BoolOr && (b.First == a || b.Second == a))
            return a;
        if (a.Kind == TermKind.BoolOr && (a.First == b || a.Second == b))
            return b;
        if (b.Kind == TermKind.BoolOr && WithoutOpposite(b, a) is { } rest)
            return And(a, rest);
        if (Absorb(TermKind.BoolAnd, a, b) is { } less)
            return less;
        return Make(TermKind.BoolAnd, 0, a, b);
    }

    /// <summary>Disjunction.</summary>
    public Term Or(Term a, Term b)
    {
        if (a is { IsWord: true })
            return BitOr(a, b);
        CheckBoolean(a);
        CheckBoolean(b);
        if (!_simplify)
            return Make(TermKind.BoolOr, 0, a, b);
        if (a.IsTrue || b.IsFalse || a == b)
            return a;
        if (b.IsTrue || a.IsFalse)
            return b;
        if (Opposite(a, b))
            return True;
        if (b.Kind == TermKind.BoolOr && (b.First == a || b.Second == a))
            return b;
        if (a.Kind == TermKind.BoolOr && (a.First == b || a.Second == b))
            return a;
        if (b.Kind == TermKind.BoolAnd && (b.First == a || b.Second == a))
            return a;
        if (a.Kind == TermKind.BoolAnd && (a.First == b || a.Second == b))
            return b;
        if (b.Kind == TermKind.BoolAnd && WithoutOpposite(b, a) is { } right)
            return Or(a, right);
        if (a.Kind == TermKind.BoolAnd && WithoutOpposite(a, b) is { } left)
            return Or(left, b);
        if (Absorb(TermKind.BoolOr, a, b) is { } less)
            return less;
        if (IsLessOrEqual(a, b))
            return AtMost(a.First, a.Second);
        if (IsLessOrEqual(b, a))
            return AtMost(b.First, b.Second);
        return Make(TermKind.BoolOr, 0, a, b);
    }

    /// <summary>Implication.</summary>
    public Term Implies(Term premise, Term conclusion) => Or(Not(premise), conclusion);

    /// <summary>The conjunction of all, true when there are none.</summary>
    public Term All(params IEnumerable<Term> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Aggregate(True, And);
    }

    /// <summary>The disjunction of all, false when there are none.</summary>
    public Term Any(params IEnumerable<Term> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Aggregate(False, Or);
    }

    /// <summary>A truth value as a word: 1 or 0.</summary>
    public Term Word(Term truth, int width) => Choice(truth, Constant(1, width), Constant(0, width));

    /// <summary>Bit <paramref name="bit"/> of a word as a truth value.</summary>
    public Term Bit(Term word, int bit) => Equal(Extract(word, bit, bit), Constant(1, 1));

    // What two paths that meet leave behind: (not p or not q) or (p and q and r) is (not p or not q) or r. Likewise with
    // "and" and "or" the other way round.
    private Term? Absorb(TermKind kind, Term a, Term b) => AbsorbInto(kind, a, b) ?? AbsorbInto(kind, b, a);

    private Term? AbsorbInto(TermKind kind, Term known, Term other)
    {
        TermKind dual = kind == TermKind.BoolOr ? TermKind.BoolAnd : TermKind.BoolOr;
        if (known.Kind != kind || Parts(kind, known) is not { } parts)
            return null;
        if (parts.Contains(other))
            return known;
        if (parts.Contains(Not(other)))
            return Constant(kind == TermKind.BoolOr);
        if (other.Kind != dual || Parts(dual, other) is not { } inner)
            return null;
        if (inner.Any(parts.Contains))
            return known;
        List<Term> left = [.. inner.Where(part => !parts.Contains(Not(part)))];
        if (left.Count == inner.Count)
            return null;
        return kind == TermKind.BoolOr ? Or(known, All(left)) : And(known, Any(left));
    }

    // The operands of a tree of one operator, from left to right; null when there are many.
    private static List<Term>? Parts(TermKind kind, Term tree)
    {
        List<Term> parts = [];
        Stack<Term> open = new([tree]);
        while (open.TryPop(out Term? part))
        {
            if (part.Kind == kind)
            {
                open.Push(part.Second);
                open.Push(part.First);
            }
            else
            {
                parts.Add(part);
            }

            if (parts.Count + open.Count > FewParts)
                return null;
        }

        return parts;
    }

    private static bool IsLessOrEqual(Term less, Term equal) =>
        less.Kind == TermKind.Less && equal.Kind == TermKind.Equal
        && ((less.First == equal.First && less.Second == equal.Second)
            || (less.First == equal.Second && less.Second == equal.First));

    // a or (not a and x) is a or x, and the other way round: the other operand, if one is the opposite.
    private static Term? WithoutOpposite(Term pair, Term a) =>
        Opposite(pair.First, a) ? pair.Second : Opposite(pair.Second, a) ? pair.First : null;

    private static bool Opposite(Term a, Term b) =>
        (a.Kind == TermKind.BoolNot && a.First == b) || (b.Kind == TermKind.BoolNot && b.First == a);
}
