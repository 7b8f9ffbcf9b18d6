using Verified.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Logic;

/// <summary>
/// A word of the abstract logic, 1 to 64 bits, as a term. A constant needs no store: it becomes a term when it meets
/// one, and constants alone compute.
/// </summary>
public readonly struct SymbolicWord : IWord<SymbolicWord, SymbolicBool>, IEquatable<SymbolicWord>
{
    // Constants compute in the simplifier of a store that nothing else enters: it holds constants only, and the
    // result leaves it as a number.
    [ThreadStatic]
    private static TermStore? _calculator;

    private readonly Term? _term;
    private readonly ulong _value;

    /// <summary>The word that a term denotes.</summary>
    public SymbolicWord(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        if (!term.IsWord || term.Width > 64)
            throw new WidthException($"a term of {term.Width} bits as a word of the logic");
        Width = term.Width;
        _term = term.IsConstant ? null : term;
        _value = term.IsConstant ? (ulong)term.Value : 0;
    }

    private SymbolicWord(ulong value, int width)
    {
        Width = width;
        _value = value;
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <summary>The number that a constant denotes, or null if it is unknown.</summary>
    public ulong? Known => _term is null ? _value : null;

    /// <summary>The store of the term, or null for a constant.</summary>
    internal TermStore? Store => _term?.Store;

    /// <summary>The word as a term of a store.</summary>
    public Term ToTerm(TermStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return _term ?? store.Constant(_value, Width);
    }

    /// <inheritdoc/>
    public static SymbolicWord Constant(ulong value, int width) => width is < 1 or > 64
        ? throw new WidthException($"a constant of {width} bits")
        : new(value & (ulong)Bits.Mask(width), width);

    /// <inheritdoc/>
    public static SymbolicWord operator ~(SymbolicWord a) => Word(a, a, (s, x, _) => s.Not(x));

    /// <inheritdoc/>
    public static SymbolicWord operator &(SymbolicWord a, SymbolicWord b) => Word(a, b, (s, x, y) => s.And(x, y));

    /// <inheritdoc/>
    public static SymbolicWord operator |(SymbolicWord a, SymbolicWord b) => Word(a, b, (s, x, y) => s.Or(x, y));

    /// <inheritdoc/>
    public static SymbolicWord operator ^(SymbolicWord a, SymbolicWord b) => Word(a, b, (s, x, y) => s.Xor(x, y));

    /// <inheritdoc/>
    public static SymbolicWord operator +(SymbolicWord a, SymbolicWord b) => Word(a, b, (s, x, y) => s.Add(x, y));

    /// <inheritdoc/>
    public static SymbolicWord operator -(SymbolicWord a, SymbolicWord b) => Word(a, b, (s, x, y) => s.Subtract(x, y));

    /// <inheritdoc/>
    public static SymbolicWord operator <<(SymbolicWord a, int bits) => ShiftLeft(a, Amount(a, bits));

    /// <inheritdoc/>
    public static SymbolicWord operator >>(SymbolicWord a, int bits) => ShiftRight(a, Amount(a, bits));

    /// <inheritdoc/>
    public static SymbolicWord ShiftLeft(SymbolicWord a, SymbolicWord bits) => Word(a, bits, (s, x, y) =>
        s.ShiftLeft(x, y));

    /// <inheritdoc/>
    public static SymbolicWord ShiftRight(SymbolicWord a, SymbolicWord bits) => Word(a, bits, (s, x, y) =>
        s.ShiftRight(x, y));

    /// <inheritdoc/>
    public static SymbolicBool operator ==(SymbolicWord a, SymbolicWord b) => Truth(a, b, (s, x, y) => s.Equal(x, y));

    /// <inheritdoc/>
    public static SymbolicBool operator !=(SymbolicWord a, SymbolicWord b) => !(a == b);

    /// <inheritdoc/>
    public static SymbolicBool operator <(SymbolicWord a, SymbolicWord b) => Truth(a, b, (s, x, y) => s.Less(x, y));

    /// <inheritdoc/>
    public static SymbolicBool operator >(SymbolicWord a, SymbolicWord b) => b < a;

    /// <inheritdoc/>
    public static SymbolicBool operator <=(SymbolicWord a, SymbolicWord b) => !(b < a);

    /// <inheritdoc/>
    public static SymbolicBool operator >=(SymbolicWord a, SymbolicWord b) => !(a < b);

    /// <inheritdoc/>
    public static SymbolicWord Extract(SymbolicWord a, int high, int low) => Word(a, a, (s, x, _) =>
        s.Extract(x, high, low));

    /// <inheritdoc/>
    public static SymbolicWord Extend(SymbolicWord a, int width) => width > 64
        ? throw new WidthException($"a word extended to {width} bits")
        : Word(a, a, (s, x, _) => s.ZeroExtend(x, width));

    /// <inheritdoc/>
    public static SymbolicWord If(SymbolicBool condition, SymbolicWord whenTrue, SymbolicWord whenFalse)
    {
        if (whenTrue.Width != whenFalse.Width)
            throw new WidthException(whenTrue.Width, whenFalse.Width);
        if (condition.Known is { } known)
            return known ? whenTrue : whenFalse;
        TermStore store = condition.Store!;
        return new(store.Choice(condition.ToTerm(store), whenTrue.ToTerm(store), whenFalse.ToTerm(store)));
    }

    /// <summary>True iff both are the same term or the same constant: not a comparison of the logic.</summary>
    public bool Equals(SymbolicWord other) =>
        ReferenceEquals(_term, other._term) && _value == other._value && Width == other.Width;

    /// <inheritdoc cref="Equals(SymbolicWord)"/>
    public override bool Equals(object? obj) => obj is SymbolicWord other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_term?.Id, _value, Width);

    /// <inheritdoc/>
    public override string ToString() => _term?.ToString() ?? $"0x{_value:x}";

    private static SymbolicWord Amount(SymbolicWord a, int bits) => bits < 0 || bits >= a.Width
        ? throw new WidthException($"a word of {a.Width} bits shifted by {bits}")
        : Constant((ulong)bits, a.Width);

    private static SymbolicWord Word(SymbolicWord a, SymbolicWord b, Func<TermStore, Term, Term, Term> build)
    {
        TermStore store = Common(a, b);
        return new(build(store, a.ToTerm(store), b.ToTerm(store)));
    }

    private static SymbolicBool Truth(SymbolicWord a, SymbolicWord b, Func<TermStore, Term, Term, Term> build)
    {
        TermStore store = Common(a, b);
        return new(build(store, a.ToTerm(store), b.ToTerm(store)));
    }

    // A fresh calculator now and then, so that it does not grow with the number of constants ever met.
    private static TermStore Common(SymbolicWord a, SymbolicWord b)
    {
        if ((a.Store ?? b.Store) is { } store)
            return store;
        if (_calculator is null || _calculator.Count > 4096)
            _calculator = new TermStore();
        return _calculator;
    }
}
