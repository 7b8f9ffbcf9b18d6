using Verified.Verifier.Commands;
using Verified.Verifier.Policies;
using Verified.Verifier.Policies.Binary;

namespace Verified.Acm.Tests;

public sealed class RealPolicyTests
{
    /// <summary>Every real policy of generations 2 and 3: the end of its file name and its generation.</summary>
    public static TheoryData<string, int> Files => new()
    {
        { "example_chwall_client_v1-security_policy", 2 },
        { "example_ste_client_v1-security_policy", 2 },
        { "example_chwall_ste_client_v1-security_policy", 2 },
        { "b77b89e8-xmtest-xm-test-security_policy", 2 },
        { "8c706ec2-example_client_v1-security_policy", 3 },
        { "example_test-security_policy", 3 },
        { "8c706ec2-xmtest-xm-test-security_policy", 3 },
        { "xm-test-new-security_policy", 3 },
        { "default-security_policy", 3 },
        { "default-ul-security_policy", 3 },
    };

    [Theory]
    [InlineData("example_chwall_client_v1-security_policy", 0, 4, 1, 6, 0, 0)]
    [InlineData("example_ste_client_v1-security_policy", 6, 0, 0, 6, 7, 11)]
    [InlineData("example_chwall_ste_client_v1-security_policy", 6, 4, 1, 6, 7, 11)]
    [InlineData("8c706ec2-example_client_v1-security_policy", 6, 4, 1, 6, 7, 11)]
    [InlineData("example_test-security_policy", 3, 4, 0, 4, 3, 5)]
    [InlineData("b77b89e8-xmtest-xm-test-security_policy", 4, 4, 1, 4, 4, 3)]
    [InlineData("8c706ec2-xmtest-xm-test-security_policy", 4, 4, 1, 4, 4, 3)]
    [InlineData("xm-test-new-security_policy", 3, 3, 1, 3, 3, 2)]
    [InlineData("default-security_policy", 1, 1, 0, 1, 0, 0)]
    [InlineData("default-ul-security_policy", 2, 1, 0, 2, 0, 1)]
    public void A_real_policy_has_the_sizes_and_sharing_pairs_of_the_table(
        string name, int ste, int wall, int conflicts, int vms, int resources, int sharing)
    {
        Policy policy = RealPolicies.Read(name);
        int[] found =
        [
            policy.SteTypes.Length, policy.WallTypes.Length, policy.ConflictSets.Length, policy.VmLabels.Length,
            policy.ResourceLabels.Length, SharingPairs(policy),
        ];
        Assert.Equal([ste, wall, conflicts, vms, resources, sharing], found);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_policy_is_read_as_its_generation(string name, int generation) =>
        Assert.Equal(generation, RealPolicies.Read(name).Generation);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_policy_survives_the_way_to_binary_and_back(string name, int generation)
    {
        Policy policy = RealPolicies.Read(name);
        Assert.Equal(generation, policy.Generation);
        byte[] binary = BinaryPolicyWriter.Write(policy);
        Policy back = PolicyFile.Parse(binary, "back.bin", PolicyLimits.Kernel);
        Assert.Equal(SharingPairs(policy), SharingPairs(back));
        Assert.Equal(binary, BinaryPolicyWriter.Write(back));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_policy_without_intent_is_never_called_isolated(string name, int generation)
    {
        Assert.InRange(generation, 2, 3);
        using StringWriter output = new();
        using StringWriter error = new();
        // Xen's own default policies declare a Chinese Wall type that no label holds: they are not well-formed.
        int status = name.StartsWith("default", StringComparison.Ordinal) ? ExitCode.Violated : ExitCode.Unknown;
        Assert.Equal(status, CommandLine.Run(["prove", RealPolicies.Path(name)], output, error));
        Assert.Contains("no claim stated", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("holds        no flow", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }

    private static int SharingPairs(Policy policy) =>
        Enumerable.Range(0, policy.VmLabels.Length)
            .Sum(a => Enumerable.Range(0, a).Count(b => Semantics.Share(policy, a, b)));
}
