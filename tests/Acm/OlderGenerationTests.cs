using Verified.Verifier.Policies;
using Verified.Verifier.Policies.Xml;

namespace Verified.Acm.Tests;

public sealed class OlderGenerationTests
{
    /// <summary>Every real policy: the end of the name of its first file.</summary>
    public static TheoryData<string> Files =>
    [
        .. RealPolicyTests.Files.Select(row => row.Data.Item1),
        "xen_sample_policy", "39ec3e6c-chwall_chwall-security_policy", "39ec3e6c-chwall_ste_chwall_ste-security_policy",
        "39ec3e6c-null_null-security_policy", "39ec3e6c-ste_ste-security_policy",
    ];

    [Theory]
    [InlineData("xen_sample_policy", 0, 5, 10, 2, 5, 0, 4)]
    [InlineData("39ec3e6c-null_null-security_policy", 1, 0, 0, 0, 0, 0, 0)]
    [InlineData("39ec3e6c-chwall_chwall-security_policy", 1, 0, 4, 1, 6, 0, 0)]
    [InlineData("39ec3e6c-ste_ste-security_policy", 1, 6, 0, 0, 6, 7, 11)]
    [InlineData("39ec3e6c-chwall_ste_chwall_ste-security_policy", 1, 6, 4, 1, 6, 7, 11)]
    public void A_real_policy_in_two_files_has_the_sizes_and_sharing_pairs_of_the_table(
        string name, int generation, int ste, int wall, int conflicts, int vms, int resources, int sharing)
    {
        Policy policy = RealPolicies.Read(name);
        int[] found =
        [
            policy.Generation, policy.SteTypes.Length, policy.WallTypes.Length, policy.ConflictSets.Length,
            policy.VmLabels.Length, policy.ResourceLabels.Length,
            Enumerable.Range(0, policy.VmLabels.Length)
                .Sum(a => Enumerable.Range(0, a).Count(b => Semantics.Share(policy, a, b))),
        ];
        Assert.Equal([generation, ste, wall, conflicts, vms, resources, sharing], found);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_real_policy_survives_the_way_to_generation_3_and_back(string name)
    {
        Policy policy = RealPolicies.Read(name);
        byte[] written = XmlPolicyWriter.Write(policy);
        Policy back = PolicyFile.Parse(written, "back.xml", PolicyLimits.Kernel);
        Assert.Equal(3, back.Generation);
        Assert.Equal(policy.VmLabels.Select(label => label.Name), back.VmLabels.Select(label => label.Name));
        Assert.Equal(policy.VmLabels.Select(label => label.SteTypes), back.VmLabels.Select(label => label.SteTypes));
        Assert.Equal(policy.VmLabels.Select(label => label.WallTypes), back.VmLabels.Select(label => label.WallTypes));
        Assert.Equal(written, XmlPolicyWriter.Write(back));
    }
}
