using Verified.Spec;

namespace Verified.Tests;

/// <summary>What is proved in a run.</summary>
internal static class Chosen
{
    /// <summary>All operations; or, while working on some, those that VERIFIED_OPERATIONS names, between commas.</summary>
    public static IReadOnlyList<string> Operations { get; } =
        [.. new Specification(Sizes.Small).Operations.Select(o => o.Name).Where(name => Names?.Contains(name) ?? true)];

    private static string[]? Names => Environment.GetEnvironmentVariable("VERIFIED_OPERATIONS")?.Split(',');
}
