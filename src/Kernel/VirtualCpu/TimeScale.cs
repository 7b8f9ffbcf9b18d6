namespace Verified.Kernel;

/// <summary>
/// How a guest makes nanoseconds of ticks of the time-stamp counter (public/xen.h, vcpu_time_info): shift by
/// <see cref="Shift"/> (to the right where it is negative), multiply by <see cref="Multiplier"/>, drop the low 32 bits.
/// </summary>
public struct TimeScale
{
    /// <summary>tsc_to_system_mul, at least 2^31.</summary>
    public uint Multiplier;

    /// <summary>tsc_shift.</summary>
    public int Shift;

    /// <summary>The scale of a rate, as exact as 32 bits are.</summary>
    /// <param name="ticksPerMicrosecond">At least 1 and below 2^32; 0 is taken for 1.</param>
    public static TimeScale Of(ulong ticksPerMicrosecond)
    {
        const ulong NanosecondsPerMicrosecond = 1000;
        const int MostShift = 32;
        ulong rate = ticksPerMicrosecond == 0 ? 1 : ticksPerMicrosecond;

        // The fraction 1000 / rate, times 2^32, is brought into [2^31, 2^32): its numerator first, to lose no bit.
        TimeScale scale = default;
        ulong numerator = NanosecondsPerMicrosecond << MostShift;
        while (numerator / rate >= 1UL << MostShift)
        {
            numerator >>= 1;
            scale.Shift = scale.Shift + 1;
        }

        while (numerator / rate < 1UL << (MostShift - 1) && scale.Shift > -MostShift)
        {
            numerator <<= 1;
            scale.Shift = scale.Shift - 1;
        }

        scale.Multiplier = (uint)(numerator / rate);
        return scale;
    }
}
