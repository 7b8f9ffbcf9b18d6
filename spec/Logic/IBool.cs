namespace Verified.Logic;

/// <summary>The truth values of a logic: they compute, or they are terms of a solver.</summary>
/// <typeparam name="TBool">The implementing type itself.</typeparam>
public interface IBool<TBool>
    where TBool : IBool<TBool>
{
    /// <summary>The true constant.</summary>
    static abstract TBool True { get; }

    /// <summary>The false constant.</summary>
    static abstract TBool False { get; }

    /// <summary>Negation.</summary>
    static abstract TBool operator !(TBool a);

    /// <summary>Conjunction; both sides are always evaluated.</summary>
    static abstract TBool operator &(TBool a, TBool b);

    /// <summary>Disjunction; both sides are always evaluated.</summary>
    static abstract TBool operator |(TBool a, TBool b);

    /// <summary>True iff both have the same truth value.</summary>
    static abstract TBool Same(TBool a, TBool b);

    /// <summary><paramref name="whenTrue"/> if <paramref name="condition"/> holds, else <paramref name="whenFalse"/>.</summary>
    static abstract TBool If(TBool condition, TBool whenTrue, TBool whenFalse);

    /// <summary>Implication.</summary>
    static virtual TBool Implies(TBool premise, TBool conclusion) => !premise | conclusion;
}
