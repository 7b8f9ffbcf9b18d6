using Verified.Logic;

namespace Verified.Symbolic.Terms;

/// <summary>
/// The owner of a graph of terms: every term is made once. Operators simplify as they build, by the rules in the
/// files beside this one; each rule is an equality of the theory of words and arrays. A store is not shared between
/// threads, and the same calls in the same order give the same terms with the same numbers.
/// </summary>
public sealed partial class TermStore
{
    /// <summary>Words have at most this many bits.</summary>
    public const int MaximumWidth = 128;

    private readonly Dictionary<TermKey, Term> _terms = [];
    private readonly bool _simplify;

    /// <summary>An empty store.</summary>
    /// <param name="simplify">
    /// False to build every operator as it is asked for (constants are not folded either).
    /// </param>
    public TermStore(bool simplify = true)
    {
        _simplify = simplify;
        True = Make(new(TermKind.Constant, 0, 0, 0, 1, null, null, null, null));
        False = Make(new(TermKind.Constant, 0, 0, 0, 0, null, null, null, null));
    }

    /// <summary>The truth value true.</summary>
    public Term True { get; }

    /// <summary>The truth value false.</summary>
    public Term False { get; }

    /// <summary>Number of distinct terms made so far.</summary>
    public int Count => _terms.Count;

    /// <summary>A known truth value.</summary>
    public Term Constant(bool value) => value ? True : False;

    /// <summary>A known word, <paramref name="value"/> modulo 2^<paramref name="width"/>.</summary>
    public Term Constant(UInt128 value, int width)
    {
        CheckWidth(width);
        return Make(new(TermKind.Constant, width, 0, 0, value & Bits.Mask(width), null, null, null, null));
    }

    /// <summary>The unknown of a name: a word, or a truth value when <paramref name="width"/> is 0.</summary>
    public Term Variable(string name, int width)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (width != 0)
            CheckWidth(width);
        return Make(new(TermKind.Variable, width, 0, 0, 0, name, null, null, null));
    }

    /// <summary>The unknown array of a name.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="indexWidth">Bits of its indices.</param>
    /// <param name="width">Bits of its entries.</param>
    public Term ArrayVariable(string name, int indexWidth, int width)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckWidth(indexWidth);
        CheckWidth(width);
        return Make(new(TermKind.ArrayVariable, width, indexWidth, 0, 0, name, null, null, null));
    }

    private Term Make(in TermKey key)
    {
        if (_terms.TryGetValue(key, out Term? known))
            return known;
        Term made = new(this, _terms.Count, key);
        _terms.Add(key, made);
        return made;
    }

    private Term Make(TermKind kind, int width, Term first, Term? second = null, Term? third = null) =>
        Make(new TermKey(kind, width, 0, 0, 0, null, first, second, third));

    private static void CheckWidth(int width)
    {
        if (width is < 1 or > MaximumWidth)
            throw new WidthException($"a word of {width} bits");
    }

    private void CheckWords(Term a, Term b)
    {
        Own(a);
        Own(b);
        if (!a.IsWord || !b.IsWord || a.Width != b.Width)
            throw new WidthException(a.Width, b.Width);
    }

    private void CheckBoolean(Term a)
    {
        Own(a);
        if (!a.IsBoolean)
            throw new WidthException($"a word of {a.Width} bits where a truth value is due");
    }

    private void CheckWord(Term a)
    {
        Own(a);
        if (!a.IsWord)
            throw new WidthException("a truth value or an array where a word is due");
    }

    private void Own(Term a)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (!ReferenceEquals(a.Store, this))
            throw new ArgumentException("a term of another store", nameof(a));
    }

    // Commutative operators: a constant goes last, else the older term goes first.
    private static void Order(ref Term a, ref Term b)
    {
        if (a.IsConstant ? !b.IsConstant || a.Id > b.Id : !b.IsConstant && a.Id > b.Id)
            (a, b) = (b, a);
    }
}
