using System.Text;
using Verified.Verifier.Policies.Xml;

namespace Verified.PolicyCommands.Tests.Formats;

public sealed class GenerationTests
{
    private static readonly string[] Generations =
    [
        "generation0_policy.xml", "generation1-security_policy.xml", "generation2-security_policy.xml",
        "generation3-security_policy.xml",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_sample_is_read_as_its_generation(int generation) => Assert.Equal(generation, Read(generation).Generation);

    [Fact]
    public void One_policy_says_the_same_in_all_four_generations()
    {
        // Only generation 3 has a version.
        string[] texts = [.. Enumerable.Range(0, 4).Select(generation =>
            Encoding.UTF8.GetString(XmlPolicyWriter.Write(Read(generation))).Replace("1.0</Version>", "0.0</Version>"))];
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    [Fact]
    public void A_machine_of_generation_0_becomes_a_label_and_id_0_is_domain_0()
    {
        Policy policy = Read(0);
        Assert.Equal(["VM0", "VM1", "VM2", "VM3"], policy.VmLabels.Select(label => label.Name));
        Assert.Equal(0, policy.Bootstrap);
        Assert.Equal("sample", policy.Name);
        Assert.EndsWith("generation0_policy.xml:21", policy.VmLabels[1].Place.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("generation0_def.xml:15", policy.ConflictSets[0].Place.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_files_can_be_named()
    {
        string joint = Sample("generation1-security_policy.xml") + "+" + Sample("generation1-security_label_template.xml");
        Assert.Equal(Words.Of(Read(1)), Words.Of(PolicyFile.Read(joint, PolicyLimits.Kernel)));
    }

    [Theory]
    [InlineData("generation1-security_label_template.xml", "is a label template, half of a policy in two files")]
    [InlineData("generation0_def.xml", "is a definition of types, half of a policy in two files")]
    public void A_second_file_named_alone_is_refused(string file, string why) =>
        Assert.Contains(why, Tool.Refusal("prove", Sample(file)), StringComparison.Ordinal);

    [Fact]
    public void Files_in_the_wrong_order_are_refused()
    {
        string joint = Sample("generation0_def.xml") + "+" + Sample("generation0_policy.xml");
        Assert.Contains("is the second file of a policy in two; name the policy first", Tool.Refusal("prove", joint),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_policy_with_a_second_file_is_refused()
    {
        string joint = Sample("generation3-security_policy.xml") + "+" + Sample("generation0_def.xml");
        Assert.Contains("is a whole policy and has no second file", Tool.Refusal("prove", joint), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_second_file_is_said_by_its_name()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string policy = Path.Combine(folder, "lonely-security_policy.xml");
            File.Copy(Sample("generation1-security_policy.xml"), policy);
            Assert.Contains("there is no lonely-security_label_template.xml beside it", Tool.Refusal("prove", policy),
                StringComparison.Ordinal);
            string other = Path.Combine(folder, "other.xml");
            File.Copy(Sample("generation0_policy.xml"), other);
            Assert.Contains("there is no *_def.xml beside it", Tool.Refusal("prove", other), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("<id> 0 </id>", "<id>9</id>", "policy.xml: no VM has id 0")]
    [InlineData("<id> 1 </id>", "<id>0</id>", "policy.xml:21: VM 0 is defined twice")]
    [InlineData("<id> 1 </id>", "<id>-1</id>", "policy.xml:21: '-1' is no domain id")]
    [InlineData("<id> 1 </id>", "<id>32752</id>", "policy.xml:21: '32752' is no domain id")]
    [InlineData("<ChWall>rival</ChWall>", "<ChWall>other</ChWall>", "policy.xml:33: unknown Chinese Wall type 'other' in VM 3")]
    [InlineData("<VM>", "<Vm>", "policy.xml:30: element 'Vm' is unknown or out of order here")]
    public void A_rule_of_generation_0_that_is_broken_is_said_with_its_line(string old, string replacement, string wanted) =>
        Assert.StartsWith(wanted, Refusal("generation0_policy.xml", "generation0_def.xml", old, replacement, inSecond: false),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("<TE>orders</TE>", "<TE>management</TE>", "second.xml:7: type 'management' stands twice")]
    [InlineData("<ConflictSet>", "<Conflict>", "second.xml:15: ")]
    public void A_rule_of_a_definition_that_is_broken_is_said_with_its_line(string old, string replacement, string wanted) =>
        Assert.StartsWith(wanted, Refusal("generation0_policy.xml", "generation0_def.xml", old, replacement, inSecond: true),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("<Type>retailer</Type>", "<Type>unknown</Type>", "second.xml:27: unknown Chinese Wall type 'unknown' in VM label 'VM1'")]
    [InlineData("bootstrap=\"VM0\"", "bootstrap=\"VM9\"", "second.xml:12: the bootstrap label 'VM9' is no VM label")]
    public void A_rule_of_a_label_template_that_is_broken_is_said_with_its_line(string old, string replacement, string wanted) =>
        Assert.StartsWith(
            wanted,
            Refusal("generation1-security_policy.xml", "generation1-security_label_template.xml", old, replacement, inSecond: true),
            StringComparison.Ordinal);

    [Fact]
    public void A_label_with_two_lists_of_one_kind_is_refused() =>
        Assert.Contains("two-lists.xml:28: VM label 'Work' has more than one <SimpleTypeEnforcementTypes>",
            Tool.Refusal("prove", Sample("two-lists.xml")), StringComparison.Ordinal);

    [Fact]
    public void A_self_conflicting_label_is_refused_for_the_kernel()
    {
        string refusal = Tool.Refusal("convert", Sample("self-conflicting.xml"), "--to", "binary", "-o", "/nowhere/p.bin");
        Assert.Contains("self-conflicting.xml:36: VM label 'Both' holds two types of conflict set 'S or T'", refusal,
            StringComparison.Ordinal);
    }

    private static string Refusal(string policy, string second, string old, string replacement, bool inSecond)
    {
        string changed = File.ReadAllText(Sample(inSecond ? second : policy));
        int at = changed.LastIndexOf(old, StringComparison.Ordinal);
        if (old.StartsWith("<id", StringComparison.Ordinal) || inSecond)
            at = changed.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, "the sample has no " + old);
        byte[] bytes = Encoding.UTF8.GetBytes(changed[..at] + replacement + changed[(at + old.Length)..]);
        return Assert.Throws<InputException>(() => inSecond
            ? PolicyFile.Parse(File.ReadAllBytes(Sample(policy)), "policy.xml", bytes, "second.xml", PolicyLimits.Kernel)
            : PolicyFile.Parse(bytes, "policy.xml", File.ReadAllBytes(Sample(second)), "second.xml", PolicyLimits.Kernel)).Message;
    }

    private static Policy Read(int generation) => PolicyFile.Read(Sample(Generations[generation]), PolicyLimits.Kernel);

    private static string Sample(string name) => Tool.Sample("samples/" + name);
}
