using Verified.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Logic;

/// <summary>
/// A truth value of the abstract logic as a term. A constant needs no store: it becomes a term when it meets one.
/// That is how the specification's constants work without an ambient store; the default value is false.
/// </summary>
public readonly struct SymbolicBool : IBool<SymbolicBool>
{
    private readonly Term? _term;
    private readonly bool _value;

    /// <summary>The truth value that a term denotes.</summary>
    public SymbolicBool(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        if (!term.IsBoolean)
            throw new WidthException($"a word of {term.Width} bits where a truth value is due");
        _term = term.IsConstant ? null : term;
        _value = term.IsTrue;
    }

    private SymbolicBool(bool value)
    {
        _value = value;
    }

    /// <inheritdoc/>
    public static SymbolicBool True => new(true);

    /// <inheritdoc/>
    public static SymbolicBool False => new(false);

    /// <summary>The store of the term, or null for a constant.</summary>
    internal TermStore? Store => _term?.Store;

    /// <summary>The truth value of a constant, or null if it is unknown.</summary>
    public bool? Known => _term is null ? _value : null;

    /// <summary>The truth value as a term of a store.</summary>
    public Term ToTerm(TermStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return _term ?? store.Constant(_value);
    }

    /// <inheritdoc/>
    public static SymbolicBool operator !(SymbolicBool a) => a._term is { } t ? new(t.Store.Not(t)) : new(!a._value);

    /// <inheritdoc/>
    public static SymbolicBool operator &(SymbolicBool a, SymbolicBool b)
    {
        if (a._term is null)
            return a._value ? b : a;
        return b._term is null ? (b._value ? a : b) : new(a._term.Store.And(a._term, b._term));
    }

    /// <inheritdoc/>
    public static SymbolicBool operator |(SymbolicBool a, SymbolicBool b)
    {
        if (a._term is null)
            return a._value ? a : b;
        return b._term is null ? (b._value ? b : a) : new(a._term.Store.Or(a._term, b._term));
    }

    /// <inheritdoc/>
    public static SymbolicBool Same(SymbolicBool a, SymbolicBool b)
    {
        if (a._term is null)
            return a._value ? b : !b;
        return b._term is null ? (b._value ? a : !a) : new(a._term.Store.Equal(a._term, b._term));
    }

    /// <inheritdoc/>
    public static SymbolicBool If(SymbolicBool condition, SymbolicBool whenTrue, SymbolicBool whenFalse)
    {
        if (condition._term is not { } c)
            return condition._value ? whenTrue : whenFalse;
        return new(c.Store.Choice(c, whenTrue.ToTerm(c.Store), whenFalse.ToTerm(c.Store)));
    }

    /// <inheritdoc/>
    public override string ToString() => _term?.ToString() ?? (_value ? "true" : "false");
}
