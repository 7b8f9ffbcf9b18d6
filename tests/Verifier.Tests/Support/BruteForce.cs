using Verified.Verifier.Isolation;

namespace Verified.Verifier.Tests.Support;

/// <summary>The isolation claim by looking at every pair of labels and every path.</summary>
internal static class BruteForce
{
    /// <summary>The definition, word for word: every pair of untrusted labels that share is of one coalition.</summary>
    public static bool HoldsByPairs(IsolationClaim claim) =>
        !Pairs(claim).Any(pair => Flows(claim, pair.A, pair.B) && claim.Coalition[pair.A] != claim.Coalition[pair.B]);

    /// <summary>
    /// The length in links of the shortest chain between labels that a predicate accepts; null without one.
    /// </summary>
    public static int? ShortestByPaths(IsolationClaim claim, Func<int, bool> isEnd)
    {
        int n = claim.LabelCount;
        int?[,] distance = new int?[n, n];
        foreach ((int a, int b) in Pairs(claim))
        {
            if (Flows(claim, a, b))
                distance[a, b] = 1;
        }

        for (int via = 0; via < n; via++)
        {
            foreach ((int a, int b) in Pairs(claim))
            {
                if (distance[a, via] + distance[via, b] is { } sum && (distance[a, b] is not { } known || sum < known))
                    distance[a, b] = sum;
            }
        }

        return Pairs(claim)
            .Where(pair => isEnd(pair.A) && isEnd(pair.B) && claim.Coalition[pair.A] != claim.Coalition[pair.B])
            .Min(pair => distance[pair.A, pair.B]);
    }

    private static bool Flows(IsolationClaim claim, int a, int b) =>
        !claim.Trusted[a] && !claim.Trusted[b] && claim.SteTypes[a].Meets(claim.SteTypes[b]);

    private static IEnumerable<(int A, int B)> Pairs(IsolationClaim claim) =>
        from a in Enumerable.Range(0, claim.LabelCount)
        from b in Enumerable.Range(0, claim.LabelCount)
        where a != b
        select (a, b);
}
