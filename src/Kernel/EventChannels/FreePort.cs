using System.Numerics;
using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The free ports of a domain, as a bitmap: a search looks at sixteen words, never at the ports.</summary>
public static class FreePort
{
    private const int Words = (Limits.Ports + 63) / 64;

    // The bits of a word that stand for a port: all, but in tables of less than 64.
    private const ulong Existing = Limits.Ports >= 64 ? ulong.MaxValue : (1UL << (Limits.Ports & 63)) - 1;

    /// <summary>The lowest free port, or Limits.Ports when none is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Lowest(ref PortBitmap bitmap)
    {
        for (int w = 0; w < Words; w++)
        {
            if (bitmap[w] != 0)
                return (uint)(w * 64 + BitOperations.TrailingZeroCount(bitmap[w]));
        }

        return Limits.Ports;
    }

    /// <summary>The lowest port in use but the reserved port 0, or Limits.Ports when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LowestInUse(ref PortBitmap bitmap)
    {
        for (int w = 0; w < Words; w++)
        {
            ulong used = ~bitmap[w] & (w == 0 ? Existing & ~1UL : Existing);
            if (used != 0)
                return (uint)(w * 64 + BitOperations.TrailingZeroCount(used));
        }

        return Limits.Ports;
    }

    /// <summary>Marks a port as in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take(ref PortBitmap bitmap, uint port) =>
        bitmap[(int)(port >> 6)] &= ~(1UL << (int)(port & 63));

    /// <summary>Marks a port as free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref PortBitmap bitmap, uint port) =>
        bitmap[(int)(port >> 6)] |= 1UL << (int)(port & 63);
}
