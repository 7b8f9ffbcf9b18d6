using System.Numerics;
using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The free ports of a domain, as a bitmap, and a bit for each of its words: to find one takes two steps.</summary>
public static class FreePort
{
    private const int Words = (Limits.Ports + 63) / 64;

    // The bits of a word that stand for a port: all, but in tables of less than 64.
    private const ulong Existing = Limits.Ports >= 64 ? ulong.MaxValue : (1UL << (Limits.Ports & 63)) - 1;

    /// <summary>The lowest free port of a domain, or Limits.Ports when none is free.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Lowest(ref State s, uint domain)
    {
        ulong words = s.FreePortWords[(int)domain];
        if (words == 0)
            return Limits.Ports;

        uint word = (uint)BitOperations.TrailingZeroCount(words);
        return word * 64 + (uint)BitOperations.TrailingZeroCount(s.FreePorts[(int)domain][(int)word]);
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
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="port">The port, below Limits.Ports.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take(ref State s, uint domain, uint port)
    {
        ref ulong word = ref s.FreePorts[(int)domain][(int)(port >> 6)];
        word &= ~(1UL << (int)(port & 63));
        if (word == 0)
            s.FreePortWords[(int)domain] &= ~(1UL << (int)(port >> 6));
    }

    /// <summary>Marks a port as free.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="port">The port, below Limits.Ports.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref State s, uint domain, uint port)
    {
        s.FreePorts[(int)domain][(int)(port >> 6)] |= 1UL << (int)(port & 63);
        s.FreePortWords[(int)domain] |= 1UL << (int)(port >> 6);
    }
}
