using Verified.Symbolic.Logic;
using Verified.Symbolic.Solving;

namespace Verified.Tests;

/// <summary>
/// Preserve: every operation keeps every part of the invariant, for every state of the small tables. The operations are
/// in two classes, so that two processors prove them at the same time.
/// </summary>
public abstract class PreserveTests
{
    protected static void Preserves(string name)
    {
        var any = new AnyState();
        (Specification.Outcome outcome, SymbolicBool requires) = any.Run(name);
        Assert.All(any.Specification.Invariant, part => Assert.Equal(
            Verdict.Unsatisfiable, any.ProvePreserved(part, outcome, requires)));
    }
}

/// <summary>Every other operation, from the first on.</summary>
public sealed class PreserveTestsOfOneHalf : PreserveTests
{
    public static TheoryData<string> Operations => [.. Chosen.Operations.Where((_, i) => i % 2 == 0)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Operations))]
    public void Every_operation_preserves_the_invariant(string name) => Preserves(name);
}

/// <summary>The others.</summary>
public sealed class PreserveTestsOfTheOtherHalf : PreserveTests
{
    public static TheoryData<string> Operations => [.. Chosen.Operations.Where((_, i) => i % 2 == 1)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Operations))]
    public void Every_operation_preserves_the_invariant(string name) => Preserves(name);
}
