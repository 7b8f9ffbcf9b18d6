namespace Verified.Logic;

/// <summary>A fixed-width word that computes; or one that is unspecified, as <see cref="Bit"/> explains.</summary>
public readonly struct Word : IWord<Word, Bit>, IEquatable<Word>
{
    private readonly ulong _value;
    private readonly byte _width;

    private Word(ulong value, int width, bool isSpecified)
    {
        if (width is < 1 or > 64) throw new WidthException($"a word of {width} bits");
        _value = isSpecified ? value & (ulong.MaxValue >> (64 - width)) : 0;
        _width = (byte)width;
        IsSpecified = isSpecified;
    }

    /// <inheritdoc/>
    public int Width => _width;

    /// <summary>Whether the value is known.</summary>
    public bool IsSpecified { get; }

    /// <summary>The value, an unsigned number.</summary>
    /// <exception cref="UnspecifiedException">It depends on a table entry out of range.</exception>
    public ulong Value => IsSpecified ? _value : throw new UnspecifiedException();

    /// <inheritdoc/>
    public static Word Constant(ulong value, int width) => new(value, width, isSpecified: true);

    /// <summary>Any word of the width.</summary>
    public static Word Unspecified(int width) => new(0, width, isSpecified: false);

    /// <inheritdoc/>
    public static Word operator ~(Word a) => new(~a._value, a.Width, a.IsSpecified);

    /// <inheritdoc/>
    public static Word operator &(Word a, Word b) => Combine(a, b, a._value & b._value);

    /// <inheritdoc/>
    public static Word operator |(Word a, Word b) => Combine(a, b, a._value | b._value);

    /// <inheritdoc/>
    public static Word operator ^(Word a, Word b) => Combine(a, b, a._value ^ b._value);

    /// <inheritdoc/>
    public static Word operator +(Word a, Word b) => Combine(a, b, unchecked(a._value + b._value));

    /// <inheritdoc/>
    public static Word operator -(Word a, Word b) => Combine(a, b, unchecked(a._value - b._value));

    /// <inheritdoc/>
    public static Word operator <<(Word a, int bits) => new(a._value << Checked(bits, a), a.Width, a.IsSpecified);

    /// <inheritdoc/>
    public static Word operator >>(Word a, int bits) => new(a._value >> Checked(bits, a), a.Width, a.IsSpecified);

    /// <inheritdoc/>
    public static Word ShiftLeft(Word a, Word bits) =>
        Combine(a, bits, bits._value < (ulong)a.Width ? a._value << (int)bits._value : 0);

    /// <inheritdoc/>
    public static Word ShiftRight(Word a, Word bits) =>
        Combine(a, bits, bits._value < (ulong)a.Width ? a._value >> (int)bits._value : 0);

    /// <inheritdoc/>
    public static Bit operator ==(Word a, Word b) => Compare(a, b, a._value == b._value);

    /// <inheritdoc/>
    public static Bit operator !=(Word a, Word b) => Compare(a, b, a._value != b._value);

    /// <inheritdoc/>
    public static Bit operator <(Word a, Word b) => Compare(a, b, a._value < b._value);

    /// <inheritdoc/>
    public static Bit operator >(Word a, Word b) => Compare(a, b, a._value > b._value);

    /// <inheritdoc/>
    public static Bit operator <=(Word a, Word b) => Compare(a, b, a._value <= b._value);

    /// <inheritdoc/>
    public static Bit operator >=(Word a, Word b) => Compare(a, b, a._value >= b._value);

    /// <inheritdoc/>
    public static Word Extract(Word a, int high, int low)
    {
        if (low < 0 || high < low || high >= a.Width)
            throw new WidthException($"bits {high} to {low} of a word of {a.Width} bits");
        return new(a._value >> low, high - low + 1, a.IsSpecified);
    }

    /// <inheritdoc/>
    public static Word Extend(Word a, int width) =>
        width >= a.Width ? new(a._value, width, a.IsSpecified) : throw new WidthException(a.Width, width);

    /// <inheritdoc/>
    public static Word If(Bit condition, Word whenTrue, Word whenFalse)
    {
        SameWidth(whenTrue, whenFalse);
        if (condition.IsSpecified) return condition.Value ? whenTrue : whenFalse;
        return whenTrue.Equals(whenFalse) ? whenTrue : Unspecified(whenTrue.Width);
    }

    /// <summary>Whether both are the same word: width, value, or both unspecified.</summary>
    public bool Equals(Word other) =>
        _value == other._value && _width == other._width && IsSpecified == other.IsSpecified;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Word other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value, _width, IsSpecified);

    /// <inheritdoc/>
    public override string ToString() => IsSpecified ? $"{_value}:{_width}" : $"?:{_width}";

    private static Word Combine(Word a, Word b, ulong value)
    {
        SameWidth(a, b);
        return new(value, a.Width, a.IsSpecified && b.IsSpecified);
    }

    private static Bit Compare(Word a, Word b, bool value)
    {
        SameWidth(a, b);
        return a.IsSpecified && b.IsSpecified ? Bit.Of(value) : Bit.Unspecified;
    }

    private static void SameWidth(Word a, Word b)
    {
        if (a.Width != b.Width) throw new WidthException(a.Width, b.Width);
    }

    private static int Checked(int bits, Word a) =>
        bits >= 0 && bits < a.Width ? bits : throw new WidthException($"a shift of {a.Width} bits by {bits}");
}
