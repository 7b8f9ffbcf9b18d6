namespace Verified.Logic;

/// <summary>
/// The fixed-width words of a logic: unsigned numbers modulo 2^width, 1 to 64 bits. Both operands of an operator
/// have the same width; a mismatch is an error in the specification and throws <see cref="WidthException"/>.
/// </summary>
/// <typeparam name="TWord">The implementing type itself.</typeparam>
/// <typeparam name="TBool">The logic's truth values.</typeparam>
public interface IWord<TWord, TBool>
    where TWord : IWord<TWord, TBool>
    where TBool : IBool<TBool>
{
    /// <summary>The number of bits, 1 to 64.</summary>
    int Width { get; }

    /// <summary>The constant <paramref name="value"/> modulo 2^<paramref name="width"/>.</summary>
    static abstract TWord Constant(ulong value, int width);

    /// <summary>Bitwise complement.</summary>
    static abstract TWord operator ~(TWord a);

    /// <summary>Bitwise and.</summary>
    static abstract TWord operator &(TWord a, TWord b);

    /// <summary>Bitwise or.</summary>
    static abstract TWord operator |(TWord a, TWord b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract TWord operator ^(TWord a, TWord b);

    /// <summary>Sum modulo 2^width.</summary>
    static abstract TWord operator +(TWord a, TWord b);

    /// <summary>Difference modulo 2^width.</summary>
    static abstract TWord operator -(TWord a, TWord b);

    /// <summary>Shift towards the high end by a constant number of bits, 0 to width - 1, filling with zeros.</summary>
    static abstract TWord operator <<(TWord a, int bits);

    /// <summary>Shift towards the low end by a constant number of bits, 0 to width - 1, filling with zeros.</summary>
    static abstract TWord operator >>(TWord a, int bits);

    /// <summary>Shift towards the high end by a word of the same width; zero from width on.</summary>
    static abstract TWord ShiftLeft(TWord a, TWord bits);

    /// <summary>Shift towards the low end by a word of the same width; zero from width on.</summary>
    static abstract TWord ShiftRight(TWord a, TWord bits);

    /// <summary>Equality.</summary>
    static abstract TBool operator ==(TWord a, TWord b);

    /// <summary>Inequality.</summary>
    static abstract TBool operator !=(TWord a, TWord b);

    /// <summary>Unsigned less than.</summary>
    static abstract TBool operator <(TWord a, TWord b);

    /// <summary>Unsigned greater than.</summary>
    static abstract TBool operator >(TWord a, TWord b);

    /// <summary>Unsigned at most.</summary>
    static abstract TBool operator <=(TWord a, TWord b);

    /// <summary>Unsigned at least.</summary>
    static abstract TBool operator >=(TWord a, TWord b);

    /// <summary>The bits <paramref name="high"/> to <paramref name="low"/> inclusive, as a word of high - low + 1 bits.</summary>
    static abstract TWord Extract(TWord a, int high, int low);

    /// <summary>The same number in <paramref name="width"/> bits, at least the word's own width.</summary>
    static abstract TWord Extend(TWord a, int width);

    /// <summary><paramref name="whenTrue"/> if <paramref name="condition"/> holds, else <paramref name="whenFalse"/>.</summary>
    static abstract TWord If(TBool condition, TWord whenTrue, TWord whenFalse);

    /// <summary>Equality with a constant.</summary>
    static virtual TBool operator ==(TWord a, ulong b) => a == TWord.Constant(b, a.Width);

    /// <summary>Inequality with a constant.</summary>
    static virtual TBool operator !=(TWord a, ulong b) => a != TWord.Constant(b, a.Width);

    /// <summary>Unsigned less than a constant, which must fit in the word's width.</summary>
    static virtual TBool operator <(TWord a, ulong b) => a < TWord.Constant(b, a.Width);

    /// <summary>Unsigned greater than a constant, which must fit in the word's width.</summary>
    static virtual TBool operator >(TWord a, ulong b) => a > TWord.Constant(b, a.Width);

    /// <summary>Bitwise and with a constant.</summary>
    static virtual TWord operator &(TWord a, ulong b) => a & TWord.Constant(b, a.Width);

    /// <summary>Bitwise or with a constant.</summary>
    static virtual TWord operator |(TWord a, ulong b) => a | TWord.Constant(b, a.Width);

    /// <summary>Sum with a constant.</summary>
    static virtual TWord operator +(TWord a, ulong b) => a + TWord.Constant(b, a.Width);

    /// <summary>Difference with a constant.</summary>
    static virtual TWord operator -(TWord a, ulong b) => a - TWord.Constant(b, a.Width);
}
