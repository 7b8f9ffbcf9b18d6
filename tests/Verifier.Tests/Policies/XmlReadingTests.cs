namespace Verified.Verifier.Tests.Policies;

public sealed class XmlReadingTests
{
    [Fact]
    public void Every_part_of_the_grammar_is_read_with_its_line()
    {
        Policy policy = PolicyText.Read(PolicyText.Complete);
        Assert.Equal("complete", policy.Name);
        Assert.Equal(new PolicyVersion(2, 17), policy.Version);
        Assert.Equal(new FromPolicy("older", new(2, 16)), policy.From);
        Assert.Equal(3, policy.Generation);
        Assert.Equal(["red", "green", "blue"], policy.SteTypes.Select(type => type.Name));
        Assert.Equal(8, policy.SteTypes[1].Place.Line);
        Assert.Equal(["left", "right"], policy.WallTypes.Select(type => type.Name));
        Assert.Equal(("sides", 15), (policy.ConflictSets[0].Name, policy.ConflictSets[0].Place.Line));
        Assert.Equal([0, 1], policy.ConflictSets[0].Types.Types());
        Assert.Equal(["Dom0", "A", "B"], policy.VmLabels.Select(label => label.Name));
        Assert.Equal(0, policy.Bootstrap);
        Assert.Equal(("Old", 21), (policy.VmLabels[1].From, policy.VmLabels[1].Place.Line));
        Assert.Equal([0], policy.VmLabels[1].SteTypes.Types());
        Assert.Equal([1], policy.VmLabels[2].WallTypes.Types());
        Assert.Equal(("disk", 0), (policy.ResourceLabels[0].Name, policy.ResourceLabels[0].Use.Type));
    }

    [Fact]
    public void An_empty_Type_means_no_type() =>
        Assert.Equal(0, PolicyText.Read(PolicyText.Complete).VmLabels[0].WallTypes.Count);

    [Fact]
    public void A_policy_without_Version_is_of_generation_2()
    {
        Policy policy = PolicyText.Read(PolicyText.Root + "<PolicyHeader><PolicyName>p</PolicyName></PolicyHeader>"
            + "<SecurityLabelTemplate/></SecurityPolicyDefinition>");
        Assert.Equal(2, policy.Generation);
        Assert.Null(policy.Version);
    }

    [Fact]
    public void A_VM_label_and_a_resource_label_may_have_the_same_name()
    {
        Policy policy = PolicyText.Read(PolicyText.Complete.Replace("disk", "A", StringComparison.Ordinal));
        Assert.Equal(policy.VmLabels[1].Name, policy.ResourceLabels[0].Name);
    }

    [Fact]
    public void Two_conflict_sets_may_have_the_same_name()
    {
        const string Set = "<Conflict name=\"sides\"><Type>left</Type><Type>right</Type></Conflict>";
        Policy policy = PolicyText.Read(PolicyText.Complete.Replace(Set, Set + Set, StringComparison.Ordinal));
        Assert.Equal(2, policy.ConflictSets.Length);
    }

    [Fact]
    public void Comments_and_CDATA_change_nothing()
    {
        Policy policy = PolicyText.Read(PolicyText.Complete
            .Replace("<Type>blue</Type>", "<!-- x --><Type><![CDATA[bl]]>u<!-- y -->e</Type>", StringComparison.Ordinal));
        Assert.Equal("blue", policy.SteTypes[2].Name);
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes_of_the_file()
    {
        // What sha1sum says of this text.
        Policy policy = PolicyText.Read(PolicyText.Root + PolicyText.Header + "<SecurityLabelTemplate/></SecurityPolicyDefinition>");
        Assert.Equal("b45516b63320badb030f833d303bc89abf4523ab", Convert.ToHexStringLower(policy.SourceHash.AsSpan()));
    }
}
