using System.Numerics;
using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The free maptrack handles of a domain, as a bitmap.</summary>
public static class FreeHandle
{
    private const int Words = (Limits.MaptrackHandles + 63) / 64;

    /// <summary>The lowest free handle, or Limits.MaptrackHandles when none is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Lowest(ref HandleBitmap bitmap)
    {
        for (int w = 0; w < Words; w++)
        {
            if (bitmap[w] != 0)
                return (uint)(w * 64 + BitOperations.TrailingZeroCount(bitmap[w]));
        }

        return Limits.MaptrackHandles;
    }

    /// <summary>Marks a handle as in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take(ref HandleBitmap bitmap, uint handle) =>
        bitmap[(int)(handle >> 6)] &= ~(1UL << (int)(handle & 63));

    /// <summary>Marks a handle as free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(ref HandleBitmap bitmap, uint handle) =>
        bitmap[(int)(handle >> 6)] |= 1UL << (int)(handle & 63);
}
