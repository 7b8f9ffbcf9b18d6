namespace Verified.Symbolic.Terms;

/// <summary>Words of 1 to 128 bits as numbers.</summary>
public static class Bits
{
    /// <summary>The largest number of <paramref name="width"/> bits (0 to 128).</summary>
    public static UInt128 Mask(int width) => width >= 128 ? UInt128.MaxValue : (UInt128.One << width) - 1;

    /// <summary>The number that a word of <paramref name="width"/> bits denotes in two's complement.</summary>
    public static Int128 Signed(UInt128 value, int width) =>
        ((value >> (width - 1)) & 1) != 0 ? (Int128)(value | ~Mask(width)) : (Int128)value;

    /// <summary>The exponent of a power of two, or -1 if <paramref name="value"/> is none.</summary>
    public static int Log2Exact(UInt128 value) =>
        UInt128.PopCount(value) == 1 ? (int)UInt128.TrailingZeroCount(value) : -1;

    /// <summary>True iff the set bits of <paramref name="mask"/> are one unbroken run.</summary>
    /// <param name="mask">The bits.</param>
    /// <param name="low">The run's lowest bit.</param>
    /// <param name="length">The run's length.</param>
    public static bool IsRun(UInt128 mask, out int low, out int length)
    {
        low = mask == 0 ? 0 : (int)UInt128.TrailingZeroCount(mask);
        length = (int)UInt128.PopCount(mask);
        return length > 0 && mask >> low == Mask(length);
    }
}
