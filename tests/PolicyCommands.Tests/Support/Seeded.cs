using FsCheck;
using FsCheck.Fluent;

namespace Verified.PolicyCommands.Tests.Support;

/// <summary>A seed that a failing property prints, and that makes the same policies again.</summary>
public sealed record Seed(int Value)
{
    public Random Random() => new(Value);
}

/// <summary>How the properties come by seeds: evenly over all of them.</summary>
public static class Seeds
{
    public static Arbitrary<Seed> Seed() => Gen.Choose(0, int.MaxValue - 1).Select(value => new Seed(value)).ToArbitrary();
}
