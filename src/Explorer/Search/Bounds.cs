namespace Verified.Explorer.Search;

/// <summary>Where a search stops, if not at its end.</summary>
/// <param name="States">The most states to keep.</param>
/// <param name="Depth">The most steps from the initial state.</param>
/// <param name="Bytes">The most memory that the states may take.</param>
/// <param name="Time">The longest time to search.</param>
/// <param name="Violations">How many kinds of violation to find before stopping.</param>
public sealed record Bounds(int States, int Depth, long Bytes, TimeSpan Time, int Violations = 1)
{
    /// <summary>None but what an array can hold.</summary>
    public static Bounds None { get; } = new(int.MaxValue - 1, int.MaxValue, long.MaxValue, TimeSpan.MaxValue);
}

/// <summary>Why a search ended.</summary>
public enum End
{
    /// <summary>Every reachable state was expanded.</summary>
    Complete,

    /// <summary>As many kinds of violation were found as were asked for.</summary>
    Violated,

    /// <summary>It reached the bound on states.</summary>
    States,

    /// <summary>It reached the bound on depth.</summary>
    Depth,

    /// <summary>It reached the bound on memory.</summary>
    Bytes,

    /// <summary>It reached the bound on time.</summary>
    Time,

    /// <summary>It was told to stop.</summary>
    Cancelled,
}
