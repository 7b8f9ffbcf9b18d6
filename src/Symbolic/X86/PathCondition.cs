using System.Collections.Immutable;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// What holds when control is at a place: a conjunction, kept in parts so that paths that part can meet again.
/// </summary>
public sealed class PathCondition
{
    private readonly ImmutableHashSet<Term> _set;
    private Term? _term;

    private PathCondition(TermStore store, ImmutableArray<Term> conjuncts, ImmutableHashSet<Term> set)
    {
        Store = store;
        Conjuncts = conjuncts;
        _set = set;
    }

    /// <summary>The store of its terms.</summary>
    public TermStore Store { get; }

    /// <summary>The parts, in the order in which they were met.</summary>
    public ImmutableArray<Term> Conjuncts { get; }

    /// <summary>The conjunction of the parts.</summary>
    public Term Term => _term ??= Store.All(Conjuncts);

    /// <summary>True iff a part is plainly false.</summary>
    public bool IsInfeasible => Conjuncts.Length == 1 && Conjuncts[0].IsFalse;

    /// <summary>The condition that always holds.</summary>
    public static PathCondition Always(TermStore store) => new(store, [], []);

    /// <summary>This condition and another truth value.</summary>
    public PathCondition And(Term truth)
    {
        PathCondition result = this;
        foreach (Term part in TermWalk.Conjuncts(truth))
            result = result.AndPart(part);
        return result;
    }

    /// <summary>True if the parts plainly imply a truth value; false says nothing.</summary>
    public bool Implies(Term truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return truth.IsTrue || IsInfeasible
            || TermWalk.Conjuncts(truth).All(part => _set.Contains(part) || ImpliesBound(part));
    }

    /// <summary>The condition of either of two paths, and the part that tells the first from the second.</summary>
    public (PathCondition Either, Term First) Merge(PathCondition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Term first = Store.All(Conjuncts.Where(c => !other._set.Contains(c)));
        Term second = Store.All(other.Conjuncts.Where(c => !_set.Contains(c)));
        ImmutableArray<Term> common = [.. Conjuncts.Where(other._set.Contains)];
        return (new PathCondition(Store, common, [.. common]).And(Store.Or(first, second)), first);
    }

    /// <summary>A number that the word is plainly at most, by its form and the parts of this condition.</summary>
    public UInt128 Maximum(Term word)
    {
        ArgumentNullException.ThrowIfNull(word);
        UInt128 maximum = Store.PossibleOnes(word);
        if (word.Kind == TermKind.ZeroExtend)
            return UInt128.Min(maximum, Maximum(word.First));
        foreach (Term part in Conjuncts)
        {
            // x < c, or not (c < x).
            if (part.Kind == TermKind.Less && part.First == word && part.Second.IsConstant)
                maximum = UInt128.Min(maximum, part.Second.Value - 1);
            else if (part.Kind == TermKind.BoolNot && part.First.Kind == TermKind.Less
                && part.First.Second == word && part.First.First.IsConstant)
                maximum = UInt128.Min(maximum, part.First.First.Value);
            else if (part.Kind == TermKind.Equal && part.First == word && part.Second.IsConstant)
                maximum = UInt128.Min(maximum, part.Second.Value);
        }
        return maximum;
    }

    private PathCondition AndPart(Term part)
    {
        if (IsInfeasible || part.IsTrue || _set.Contains(part))
            return this;
        if (part.IsFalse || _set.Contains(Store.Not(part)))
            return new(Store, [Store.False], [Store.False]);
        return new(Store, Conjuncts.Add(part), _set.Add(part));
    }

    // x < c follows from any tighter bound of x.
    private bool ImpliesBound(Term part) =>
        part.Kind == TermKind.Less && part.Second.IsConstant && Maximum(part.First) < part.Second.Value;
}
