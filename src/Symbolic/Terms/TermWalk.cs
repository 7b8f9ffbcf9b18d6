namespace Verified.Symbolic.Terms;

/// <summary>Walks over graphs of terms without recursion: chains of stores are long.</summary>
public static class TermWalk
{
    /// <summary>Every term that the roots are made of, once, operands before what they make up.</summary>
    public static IReadOnlyList<Term> PostOrder(params IEnumerable<Term> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        List<Term> order = [];
        HashSet<Term> seen = [];
        Stack<(Term Term, int Next)> open = [];
        foreach (Term root in roots)
        {
            if (seen.Add(root))
                open.Push((root, 0));
            while (open.TryPop(out (Term Term, int Next) top))
            {
                if (top.Next == top.Term.OperandCount)
                {
                    order.Add(top.Term);
                    continue;
                }
                open.Push((top.Term, top.Next + 1));
                Term operand = top.Term.Operand(top.Next);
                if (seen.Add(operand))
                    open.Push((operand, 0));
            }
        }
        return order;
    }

    /// <summary>
    /// The variables and array variables that the roots speak of, in the order of <see cref="PostOrder"/>.
    /// </summary>
    public static IReadOnlyList<Term> Variables(params IEnumerable<Term> roots) =>
        [.. PostOrder(roots).Where(t => t.Kind is TermKind.Variable or TermKind.ArrayVariable)];

    /// <summary>The parts of a conjunction, from left to right.</summary>
    public static IReadOnlyList<Term> Conjuncts(Term truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        List<Term> parts = [];
        Stack<Term> open = new([truth]);
        while (open.TryPop(out Term? top))
        {
            if (top.Kind == TermKind.BoolAnd)
            {
                open.Push(top.Second);
                open.Push(top.First);
            }
            else if (!top.IsTrue)
            {
                parts.Add(top);
            }
        }
        return parts;
    }
}
