using System.Collections.Immutable;
using Verified.Verifier.Isolation;

namespace Verified.Verifier.Tests.Support;

/// <summary>
/// Isolation claims from a seed: small enough for brute force, dense enough that both verdicts are common.
/// </summary>
internal static class RandomClaims
{
    public static IsolationClaim Create(int seed)
    {
        Random random = new(seed);
        int labels = random.Next(1, 9);
        int types = random.Next(1, 8);
        int stated = random.Next(1, 4);
        double density = random.NextDouble() * 0.4;
        ImmutableArray<TypeSet> ste = [.. Enumerable.Range(0, labels).Select(_ =>
            new TypeSet([.. Enumerable.Range(0, types).Where(_ => random.NextDouble() < density)]))];
        ImmutableArray<bool> trusted = [.. Enumerable.Range(0, labels).Select(_ => random.Next(5) == 0)];
        // One label in five is in no stated coalition.
        ImmutableArray<int> coalition = [.. Enumerable.Range(0, labels).Select(label =>
            random.Next(5) == 0 ? stated + label : random.Next(stated))];
        return new(ste, types, trusted, coalition, stated);
    }
}
