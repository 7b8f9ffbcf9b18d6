using System.Numerics;
using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The free maptrack handles of a domain, as a bitmap, and a bit for each of its words.</summary>
public static class FreeHandle
{
    /// <summary>The lowest free handle of a domain, or Limits.MaptrackHandles when none is free.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Lowest(ref State s, uint domain)
    {
        ulong words = s.FreeHandleWords[(int)domain];
        if (words == 0)
            return Limits.MaptrackHandles;

        uint word = (uint)BitOperations.TrailingZeroCount(words);
        return word * 64 + (uint)BitOperations.TrailingZeroCount(s.FreeHandles[(int)domain][(int)word]);
    }

    /// <summary>Marks a handle as in use.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="handle">The handle, below Limits.MaptrackHandles.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take(ref State s, uint domain, uint handle)
    {
        ref ulong word = ref s.FreeHandles[(int)domain][(int)(handle >> 6)];
        word &= ~(1UL << (int)(handle & 63));
        if (word == 0)
            s.FreeHandleWords[(int)domain] &= ~(1UL << (int)(handle >> 6));
    }

    /// <summary>Marks a handle as free.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    /// <param name="handle">The handle, below Limits.MaptrackHandles.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref State s, uint domain, uint handle)
    {
        s.FreeHandles[(int)domain][(int)(handle >> 6)] |= 1UL << (int)(handle & 63);
        s.FreeHandleWords[(int)domain] |= 1UL << (int)(handle >> 6);
    }
}
