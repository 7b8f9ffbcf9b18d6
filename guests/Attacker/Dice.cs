namespace Verified.Guests;

/// <summary>Random numbers that are the same for the same seed (SplitMix64).</summary>
internal static class Dice
{
    private static ulong s_state;

    /// <summary>Starts the row of a seed.</summary>
    internal static void Seed(ulong seed) => s_state = seed;

    /// <summary>Any number.</summary>
    internal static ulong Next()
    {
        s_state += 0x9e3779b97f4a7c15;
        ulong z = s_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>A number below a bound of at most 2^32.</summary>
    internal static ulong Below(ulong bound) => ((Next() >> 32) * bound) >> 32;

    /// <summary>Whether something happens that does once in so many times.</summary>
    internal static bool OneIn(ulong times) => Below(times) == 0;
}
