using FsCheck.Xunit;
using Verified.Verifier.Isolation;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Tests.Isolation;

/// <summary>Four ways to answer the isolation claim give the same answer.</summary>
public sealed class IsolationTests
{
    [Property(MaxTest = 2000)]
    public bool The_certificate_passes_iff_no_pair_of_labels_violates_the_claim(int seed)
    {
        IsolationClaim claim = RandomClaims.Create(seed);
        bool passes = CertificateChecker.Check(claim, CertificateFinder.Find(claim)) is null;
        return passes == BruteForce.HoldsByPairs(claim);
    }

    [Property(MaxTest = 2000)]
    public bool The_certificate_passes_iff_no_path_of_any_length_violates_the_claim(int seed)
    {
        IsolationClaim claim = RandomClaims.Create(seed);
        bool passes = CertificateChecker.Check(claim, CertificateFinder.Find(claim)) is null;
        return passes == BruteForce.ShortestByPaths(claim, _ => true) is null;
    }

    [Property(MaxTest = 2000)]
    public bool The_chain_is_as_short_as_the_shortest_path_between_stated_coalitions(int seed)
    {
        IsolationClaim claim = RandomClaims.Create(seed);
        int? expected = BruteForce.ShortestByPaths(claim, label => claim.Coalition[label] < claim.StatedCoalitions)
            ?? BruteForce.ShortestByPaths(claim, _ => true);
        return ChainSearch.Shortest(claim)?.Links.Length == expected;
    }

    [Property(MaxTest = 2000)]
    public bool Every_link_of_a_chain_is_a_type_that_both_untrusted_labels_hold(int seed)
    {
        IsolationClaim claim = RandomClaims.Create(seed);
        return ChainSearch.Shortest(claim) is not { } chain
            || (chain.Labels.Length == chain.Links.Length + 1
                && claim.Coalition[chain.Labels[0]] != claim.Coalition[chain.Labels[^1]]
                && chain.Labels.All(label => !claim.Trusted[label])
                && Enumerable.Range(0, chain.Links.Length).All(i =>
                    claim.SteTypes[chain.Labels[i]].Contains(chain.Links[i])
                    && claim.SteTypes[chain.Labels[i + 1]].Contains(chain.Links[i])));
    }

    [Fact]
    public void The_solver_gives_the_verdict_of_brute_force()
    {
        using SolverSession solver = new();
        int holding = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            IsolationClaim claim = RandomClaims.Create(seed);
            bool holds = BruteForce.HoldsByPairs(claim);
            Satisfiability answer = new IsolationQuestion(solver, claim).Ask(out (int A, int B)? pair);
            Assert.True(holds == (answer == Satisfiability.Unsatisfiable), $"seed {seed}");
            Assert.NotEqual(Satisfiability.Unknown, answer);
            if (pair is { } found)
            {
                Assert.True(claim.SteTypes[found.A].Meets(claim.SteTypes[found.B]), $"seed {seed}");
                Assert.NotEqual(claim.Coalition[found.A], claim.Coalition[found.B]);
            }

            holding += holds ? 1 : 0;
        }

        // Both verdicts must occur often, or agreement would mean little.
        Assert.InRange(holding, 30, 120);
    }

    [Fact]
    public void Every_certificate_for_a_false_claim_fails()
    {
        // Two labels of different coalitions hold type 0: no classes whatever may pass.
        TypeSet type = new([0]);
        IsolationClaim claim = new([type, type], 1, [false, false], [0, 1], 2);
        foreach (int code in Enumerable.Range(0, 32))
        {
            Certificate certificate = new([code & 1, code >> 1 & 1], [code >> 2 & 1], [code >> 3 & 1, code >> 4 & 1]);
            Assert.NotNull(CertificateChecker.Check(claim, certificate));
        }
    }

    [Property(MaxTest = 2000)]
    public bool A_certificate_with_one_class_changed_fails_or_still_tells_the_truth(int seed)
    {
        IsolationClaim claim = RandomClaims.Create(seed);
        Certificate certificate = CertificateFinder.Find(claim);
        Random random = new(seed);
        Certificate changed = random.Next(3) switch
        {
            0 => certificate with { TypeClass = certificate.TypeClass.SetItem(random.Next(claim.TypeCount), random.Next(4)) },
            1 => certificate with { LabelClass = certificate.LabelClass.SetItem(random.Next(claim.LabelCount), random.Next(4) - 1) },
            _ => certificate with { ClassCoalition = certificate.ClassCoalition.SetItem(0, random.Next(4)) },
        };
        return CertificateChecker.Check(claim, changed) is not null || BruteForce.HoldsByPairs(claim);
    }
}
