using Verified.Spec;
using Verified.Traces;

namespace Verified.Replay;

/// <summary>The sizes that this build's kernel and specification have.</summary>
internal static class Build
{
    /// <summary>The specification's.</summary>
    public static Sizes Sizes { get; } = Sizes.Small;

    /// <summary>Their name in traces.</summary>
    public const TraceSizes Name = TraceSizes.Small;

    /// <summary>Whether every sentence of the invariant can be evaluated at every index in reasonable time.</summary>
    public const bool CanCheckInvariant = true;
}
