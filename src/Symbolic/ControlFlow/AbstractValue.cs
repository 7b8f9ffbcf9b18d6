using System.Globalization;
using System.Numerics;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// A set of values of 64 bits: an origin plus an offset in a strided interval (the domain of value-set analysis,
/// Balakrishnan and Reps, CC 2004). Offsets do not wrap: what could becomes unknown.
/// </summary>
/// <param name="Origin">What it counts from.</param>
/// <param name="Low">The least offset.</param>
/// <param name="High">The largest offset.</param>
/// <param name="Stride">Every offset is the least one plus a multiple of this; 0 for a single one.</param>
public sealed record AbstractValue(Origin Origin, Int128 Low, Int128 High, Int128 Stride)
{
    private static readonly Int128 s_most = ulong.MaxValue;

    /// <summary>Bits that are set in every value, as far as is known.</summary>
    public ulong Ones { get; init; }

    /// <summary>Any number.</summary>
    public static AbstractValue Anything { get; } = new(Origin.Number, 0, s_most, 1);

    /// <summary>Whether it is one single number or address.</summary>
    public bool IsConstant => Origin.Kind == OriginKind.Number && Low == High;

    /// <summary>Whether it is an origin and one offset.</summary>
    public bool IsExact => Low == High;

    /// <summary>Whether nothing is known of it.</summary>
    public bool IsAnything => Origin.Kind == OriginKind.Number && Low == 0 && High == s_most;

    /// <summary>One number.</summary>
    public static AbstractValue Constant(ulong value) => new(Origin.Number, value, value, 0) { Ones = value };

    /// <summary>An origin itself.</summary>
    public static AbstractValue Of(Origin origin) => new(origin, 0, 0, 0);

    /// <summary>The numbers from one to another.</summary>
    public static AbstractValue Range(Int128 low, Int128 high, Int128 stride)
    {
        if (low < 0 || high > s_most || low > high)
        {
            // A power of two survives that the sum wraps.
            Int128 kept = stride == 0 ? 1 : stride & -stride;
            return kept > 1 && Int128.Abs(low) % kept == 0 ? new(Origin.Number, 0, s_most - kept + 1, kept) : Anything;
        }

        return new(Origin.Number, low, high, low == high ? 0 : stride);
    }

    /// <summary>The sum with another value; unknown if both have origins.</summary>
    public AbstractValue Add(AbstractValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Origin.Kind == OriginKind.Number && other.Origin.Kind != OriginKind.Number)
            return other.Add(this);
        if (other.Origin.Kind != OriginKind.Number)
            return Anything;
        if (other.IsConstant)
            return Plus(other.Low > long.MaxValue && Low + other.Low > s_most ? other.Low - s_most - 1 : other.Low);
        Int128 stride = Gcd(Stride, other.Stride);
        Int128 low = Low + other.Low, high = High + other.High;
        if (Origin.Kind == OriginKind.Number)
            return Range(low, high, stride);
        return high - low > long.MaxValue || Int128.Abs(low) > long.MaxValue ? Anything : new(Origin, low, high, stride);
    }

    /// <summary>The sum with a number.</summary>
    public AbstractValue Plus(Int128 number)
    {
        if (Origin.Kind == OriginKind.Number)
            return Low + number >= 0 && High + number <= s_most
                ? Of(Low + number, High + number) with { Stride = Stride }
                : Range(Low + number, High + number, Stride);
        Int128 signed = number > long.MaxValue ? number - s_most - 1 : number;
        return this with { Low = Low + signed, High = High + signed, Ones = 0 };
    }

    /// <summary>The numbers that these offsets are from some numbers.</summary>
    internal AbstractValue Number(AbstractValue origin)
    {
        Int128 stride = Gcd(Stride, origin.Stride);
        return Range(Low + origin.Low, High + origin.High, stride) with { Ones = Ones };
    }

    /// <summary>The values that stand as far from this one as another one's offsets say.</summary>
    public AbstractValue MovedAs(AbstractValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        AbstractValue low = Plus(other.Low);
        return other.IsExact || low.IsAnything ? low : low.Add(Range(0, other.High - other.Low, other.Stride));
    }

    /// <summary>The product with a number; of numbers only.</summary>
    public AbstractValue Times(ulong number)
    {
        if (Origin.Kind != OriginKind.Number)
            return Anything;
        return number == 0 ? Constant(0)
            : High > s_most / number ? Range(-1, 0, number)
            : Of(Low * number, High * number) with { Stride = Stride * number };
    }

    /// <summary>What either of two values may be; of different origins, null.</summary>
    public AbstractValue? Join(AbstractValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (this == other)
            return this;
        if (Origin != other.Origin)
            return null;
        Int128 low = Int128.Min(Low, other.Low), high = Int128.Max(High, other.High);
        Int128 stride = Gcd(Gcd(Stride, other.Stride), Int128.Abs(Low - other.Low));
        return new(Origin, low, high, low == high ? 0 : stride) { Ones = Ones & other.Ones };
    }

    /// <summary>Whether every value of another is among this one's.</summary>
    public bool Holds(AbstractValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Origin == other.Origin && Low <= other.Low && other.High <= High && (Ones & ~other.Ones) == 0
            && (Stride == 0 || (other.Stride % Stride == 0 && (other.Low - Low) % Stride == 0));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (IsAnything)
            return "anything";
        string offset = Low == High ? Hex(Low) : $"{Hex(Low)}..{Hex(High)} by {Hex(Stride)}";
        return Origin.Kind == OriginKind.Number ? offset : Low == 0 && High == 0 ? $"{Origin}" : $"{Origin} + {offset}";
    }

    private static AbstractValue Of(Int128 low, Int128 high) =>
        new(Origin.Number, low, high, 0) { Ones = low == high ? (ulong)low : 0 };

    private static string Hex(Int128 value) => value < 0
        ? "-0x" + ((UInt128)(-value)).ToString("x", CultureInfo.InvariantCulture)
        : "0x" + ((UInt128)value).ToString("x", CultureInfo.InvariantCulture);

    private static Int128 Gcd(Int128 a, Int128 b) =>
        (Int128)(UInt128)BigInteger.GreatestCommonDivisor((BigInteger)a, (BigInteger)b);
}
