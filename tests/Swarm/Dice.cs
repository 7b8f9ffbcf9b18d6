namespace Verified.Swarm;

/// <summary>Random numbers that are the same for the same seed, everywhere (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Any number.</summary>
    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        return Mix(_state);
    }

    /// <summary>A number below a bound that is at most 2^32.</summary>
    public ulong Below(ulong bound) => ((Next() >> 32) * bound) >> 32;

    /// <summary>Whether something happens that does once in so many times.</summary>
    public bool OneIn(ulong times) => Below(times) == 0;

    /// <summary>The seed of a numbered run.</summary>
    public static ulong SeedOf(ulong master, long run) => Mix(Mix(master) + (ulong)run);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
