using FsCheck.Xunit;
using Verified.Verifier.Tests.Support;

namespace Verified.PolicyCommands.Tests.Support;

public sealed class AgreementTests
{
    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 200)]
    public void A_random_policy_gets_one_verdict_from_certificate_brute_force_Datalog_and_solver(Seed seed)
    {
        Random random = seed.Random();
        Policy policy = RandomPolicies.Create(random);
        EveryWay.Holds(policy, RandomPolicies.Intent(policy, random), seed.ToString());
    }
}
