namespace Verified.Logic;

/// <summary>
/// A truth value that computes. Beside true and false it may be unspecified, as whatever depends on a table entry out
/// of range is: a conjunction with false is false all the same, and to ask for an unspecified value is an error.
/// </summary>
public readonly struct Bit : IBool<Bit>, IEquatable<Bit>
{
    private enum Truth : byte
    {
        False,
        True,
        Unspecified,
    }

    private readonly Truth _truth;

    private Bit(Truth truth) => _truth = truth;

    /// <inheritdoc/>
    public static Bit True => new(Truth.True);

    /// <inheritdoc/>
    public static Bit False => new(Truth.False);

    /// <summary>Neither known to be true nor known to be false.</summary>
    public static Bit Unspecified => new(Truth.Unspecified);

    /// <summary>Whether the value is true or false.</summary>
    public bool IsSpecified => _truth != Truth.Unspecified;

    /// <summary>The value.</summary>
    /// <exception cref="UnspecifiedException">It depends on a table entry out of range.</exception>
    public bool Value => _truth switch
    {
        Truth.False => false,
        Truth.True => true,
        _ => throw new UnspecifiedException(),
    };

    /// <summary>A known truth value.</summary>
    public static Bit Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public static Bit operator !(Bit a) => a.IsSpecified ? Of(!a.Value) : a;

    /// <inheritdoc/>
    public static Bit operator &(Bit a, Bit b)
    {
        if (a._truth == Truth.False || b._truth == Truth.False) return False;
        return a.IsSpecified ? b : a;
    }

    /// <inheritdoc/>
    public static Bit operator |(Bit a, Bit b) => !(!a & !b);

    /// <inheritdoc/>
    public static Bit Same(Bit a, Bit b) => a.IsSpecified && b.IsSpecified ? Of(a.Value == b.Value) : Unspecified;

    /// <inheritdoc/>
    public static Bit If(Bit condition, Bit whenTrue, Bit whenFalse)
    {
        if (condition.IsSpecified) return condition.Value ? whenTrue : whenFalse;
        return whenTrue.Equals(whenFalse) ? whenTrue : Unspecified;
    }

    /// <summary>Whether both are the same of the three values.</summary>
    public bool Equals(Bit other) => _truth == other._truth;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bit other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_truth;

    /// <summary>Whether both are the same of the three values.</summary>
    public static bool operator ==(Bit a, Bit b) => a.Equals(b);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Bit a, Bit b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString() => _truth.ToString();
}
