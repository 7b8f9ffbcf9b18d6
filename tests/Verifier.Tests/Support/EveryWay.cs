using Verified.Verifier.Intents;
using Verified.Verifier.Isolation;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Tests.Support;

/// <summary>The isolation claim, answered in every way that there is.</summary>
internal static class EveryWay
{
    /// <summary>The one verdict of the certificate, brute force over pairs and over paths, and Datalog.</summary>
    public static bool Holds(IsolationClaim claim, string which)
    {
        bool holds = CertificateChecker.Check(claim, CertificateFinder.Find(claim)) is null;
        Assert.True(holds == BruteForce.HoldsByPairs(claim), $"{which}: pairs of labels");
        Assert.True(holds == BruteForce.ShortestByPaths(claim, _ => true) is null, $"{which}: paths");
        Assert.True(holds == !Datalog.ReachesAnotherCoalition(claim), $"{which}: Datalog");
        return holds;
    }

    /// <summary>The same verdict of what the tool says about a policy, its solver included.</summary>
    /// <returns>Whether isolation holds; null when nothing is claimed.</returns>
    public static bool? Holds(Policy policy, Intent intent, string which)
    {
        bool holds = Holds(IsolationClaim.Of(policy, intent), which);
        IsolationResult result = PolicyProver.Prove(policy, intent).Isolation;
        if (intent.Coalitions.IsEmpty)
        {
            Assert.Equal(Verdict.NotClaimed, result.Verdict);
            return null;
        }

        Assert.True(result.Verdict == (holds ? Verdict.Holds : Verdict.Violated), $"{which}: the tool");
        Assert.Equal(SolverAnswer.Agrees, result.Solver);
        return holds;
    }
}
