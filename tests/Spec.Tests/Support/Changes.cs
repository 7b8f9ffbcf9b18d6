using Verified.Spec;
using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>What a change does to a running system, in words that a test can compare.</summary>
internal static class Changes
{
    /// <summary>Every violation wherever it occurs: its sentence and indices.</summary>
    public static IEnumerable<string> Listed(Specification.SystemState state, Specification.Change change) =>
        from violation in Small.Violations
        from at in Indices(violation.Indices)
        where violation.Occurs(state, change, [.. at.Select(i => N(i))]).Value
        select $"{violation.Name}: {string.Join(' ', at)}";

    private static IEnumerable<int[]> Indices(IReadOnlyList<Dimension> dimensions) =>
        dimensions.Aggregate<Dimension, IEnumerable<int[]>>([[]], (tuples, dimension) =>
            from tuple in tuples
            from i in Enumerable.Range(0, Sizes.Small.Of(dimension))
            select (int[])[.. tuple, i]);
}
