namespace Verified.Guests;

/// <summary>
/// Four bytes that say whose something is. Who looks for them never has them in a register or in memory: it keeps them
/// inverted.
/// </summary>
internal readonly unsafe struct Pattern
{
    private const uint Spread = 0x9e37_79b1;

    private readonly uint _inverted;

    /// <summary>The pattern of a number, which is not 0.</summary>
    internal Pattern(uint number) => _inverted = (number * ~Spread) ^ 0x5555_5555;

    /// <summary>
    /// The pattern itself, for who spreads it: twice, so that bits 63 to 47 are equal, as an address wants it.
    /// </summary>
    internal ulong Value => (ulong)((long)((((ulong)~_inverted) << 32) | ~_inverted) << 16 >> 16);

    /// <summary>How often it stands in memory, at any byte.</summary>
    internal long Count(byte* start, ulong length)
    {
        long count = 0;
        uint window = 0;
        for (ulong i = 0; i < length; i++)
        {
            // Each byte is inverted on its way into the window.
            window = (window >> 8) | ((uint)(byte)~start[i] << 24);
            count += i >= 3 && window == _inverted ? 1 : 0;
        }

        return count;
    }
}
