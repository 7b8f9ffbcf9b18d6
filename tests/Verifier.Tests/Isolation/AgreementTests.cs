using System.Collections.Immutable;
using Verified.Verifier.Intents;

namespace Verified.Verifier.Tests.Isolation;

/// <summary>
/// What the generators of these tests make gets one verdict from the certificate, from brute force over pairs and paths,
/// from Datalog and from the solver.
/// </summary>
public sealed class AgreementTests
{
    [Fact]
    public void A_random_claim_gets_one_verdict_in_every_way()
    {
        int holding = Enumerable.Range(1000, 200).Count(seed => EveryWay.Holds(RandomClaims.Create(seed), $"seed {seed}"));
        // Both verdicts must occur often, or agreement would mean little.
        Assert.InRange(holding, 40, 160);
    }

    [Fact]
    public void A_random_policy_gets_one_verdict_in_every_way()
    {
        int holding = Enumerable.Range(0, 200).Count(seed =>
        {
            Policy policy = RandomPolicies.Create(seed);
            return EveryWay.Holds(policy, AnyIntent(policy, seed), $"seed {seed}") is true;
        });
        Assert.InRange(holding, 40, 160);
    }

    /// <summary>Each label is trusted, in one of two coalitions, or in none.</summary>
    private static Intent AnyIntent(Policy policy, int seed)
    {
        Random random = new(seed);
        ILookup<int, LabelUse> parts = Enumerable.Range(0, policy.VmLabels.Length)
            .ToLookup(_ => random.Next(4), label => new LabelUse(label, new("i.json", 1)));
        return new()
        {
            Coalitions = [new("left", [.. parts[0]]), new("right", [.. parts[1]])],
            Trusted = ImmutableArray.CreateRange(parts[2]),
        };
    }
}
