using System.Collections.Immutable;
using Verified.Verifier.Findings;
using Verified.Verifier.Intents;
using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Proving;

/// <summary>
/// Proves or refutes everything that an intent claims about a policy, each answer in two independent ways.
/// </summary>
public static class PolicyProver
{
    /// <summary>The proof.</summary>
    /// <exception cref="ContradictionException">Two ways to answer disagree.</exception>
    public static PolicyProof Prove(Policy policy, Intent intent)
    {
        using SolverSession solver = new();
        IsolationClaim claim = IsolationClaim.Of(policy, intent);
        Certificate certificate = CertificateFinder.Find(claim);
        ImmutableArray<Group> groups = Grouping.Groups(policy, intent, certificate);
        PairProver pairs = new(policy, solver);
        return new()
        {
            Policy = policy,
            Intent = intent,
            Isolation = intent.Coalitions.IsEmpty
                ? new(Verdict.NotClaimed, certificate, null, null, SolverAnswer.NotAsked)
                : IsolationProver.Prove(policy, claim, certificate, solver),
            Cooperation = [.. intent.MustShare.Select(pairs.Cooperates)],
            Separation = [.. intent.NeverTogether.Select(pairs.NeverTogether)],
            Findings = [.. PolicyFindings.Of(policy), .. TrustFindings.Of(policy, intent)],
            Groups = groups,
            Bridges = Grouping.Bridges(policy, intent, groups),
        };
    }
}
