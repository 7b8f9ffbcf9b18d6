using Verified.Spec;

namespace Verified.Tests;

/// <summary>Short forms for tests that put numbers into the specification by hand.</summary>
internal static class Numbers
{
    public static Specification Small { get; } = new(Sizes.Small);

    public static Word N(long number) => Word.Constant(unchecked((ulong)number), 64);

    public static long ResultOf(Specification.Outcome outcome) => (long)outcome.Result.Value;
}
