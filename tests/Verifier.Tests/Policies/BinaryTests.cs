using System.Text;
using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Tests.Policies;

public sealed class BinaryTests
{
    /// <summary>Written by hand after the definition of the format, not by the writer.</summary>
    private const string GoldenWords = """
        0001debc 00000004 000000f7 0000003c 00000001 00000044 00000002 0000007c
        00000001 00000000
        HASHHASHHASHHASHHASHHASHHASHHASHHASHHASH
        00000002 70 00 0000

        00000001 00000001 00000002 00000003 00000001 00000024 00000030 00000000 00000000
        0000 0000
        0000 0000
        0001 0000
        0001 0001
        00000000

        00000001 00000002 00000002 00000004 00000014
        0000 0000
        0001 0001
        0000 0001
        0001 0000
        00000000

        00000003
        0000000d 5f5f554e4c4142454c45445f5f
        00000004 446f6d30
        00000001 41
        00000004 6469736b
        00000004 626c7565
        00000003 726564
        00000004 6c656674
        00000005 7269676874
        00000005 7369646573
        """;

    private const string Golden = """
        <SecurityPolicyDefinition xmlns="http://www.ibm.com">
        <PolicyHeader><PolicyName>p</PolicyName><Version>1.0</Version></PolicyHeader>
        <SimpleTypeEnforcement><SimpleTypeEnforcementTypes><Type>red</Type><Type>blue</Type></SimpleTypeEnforcementTypes></SimpleTypeEnforcement>
        <ChineseWall><ChineseWallTypes><Type>right</Type><Type>left</Type></ChineseWallTypes>
        <ConflictSets><Conflict name="sides"><Type>left</Type><Type>right</Type></Conflict></ConflictSets></ChineseWall>
        <SecurityLabelTemplate><SubjectLabels bootstrap="Dom0">
        <VirtualMachineLabel><Name>A</Name><SimpleTypeEnforcementTypes><Type>red</Type></SimpleTypeEnforcementTypes>
        <ChineseWallTypes><Type>left</Type></ChineseWallTypes></VirtualMachineLabel>
        <VirtualMachineLabel><Name>Dom0</Name><SimpleTypeEnforcementTypes><Type>red</Type><Type>blue</Type></SimpleTypeEnforcementTypes></VirtualMachineLabel>
        </SubjectLabels><ObjectLabels>
        <ResourceLabel><Name>disk</Name><SimpleTypeEnforcementTypes><Type>blue</Type></SimpleTypeEnforcementTypes></ResourceLabel>
        <ResourceLabel><Name>__UNLABELED__</Name><SimpleTypeEnforcementTypes><Type>blue</Type></SimpleTypeEnforcementTypes></ResourceLabel>
        </ObjectLabels></SecurityLabelTemplate></SecurityPolicyDefinition>
        """;

    [Fact]
    public void A_policy_has_the_bytes_that_the_format_prescribes()
    {
        Policy policy = PolicyText.Read(Golden);
        string hash = Convert.ToHexStringLower(policy.SourceHash.AsSpan());
        string hex = string.Concat(GoldenWords.Replace("HASHHASHHASHHASHHASHHASHHASHHASHHASHHASH", hash, StringComparison.Ordinal)
            .Where(char.IsAsciiHexDigit));
        Assert.Equal(hex, Convert.ToHexStringLower(BinaryPolicyWriter.Write(policy)));
    }

    [Theory]
    [InlineData("Dom0: red green | left", "A: red | right")]
    [InlineData("Dom0: red green", "A: red")]
    [InlineData("Dom0: | left", "A: | right")]
    [InlineData("Dom0: red | left", "__UNLABELED__: red")]
    public void XML_to_binary_to_model_to_binary_is_the_identity(string first, string second)
    {
        byte[] once = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Short([first, second])));
        Assert.Equal(once, BinaryPolicyWriter.Write(Read(once)));
    }

    [Fact]
    public void The_model_read_from_binary_has_the_names_and_the_meaning_of_the_XML()
    {
        Policy policy = PolicyText.Read(PolicyText.Complete);
        Policy back = Read(BinaryPolicyWriter.Write(policy));
        Assert.Equal(policy.Title, back.Title);
        Assert.Equal(policy.SourceHash, back.SourceHash);
        Assert.Equal("Dom0", back.VmLabels[back.Bootstrap].Name);
        Assert.Equal(["blue", "green", "red"], back.SteTypes.Select(type => type.Name));
        foreach (VmLabel label in policy.VmLabels)
        {
            VmLabel found = back.VmLabels[back.FindVmLabel(label.Name)];
            Assert.Equal(Names(policy, label), Names(back, found));
        }
    }

    [Fact]
    public void Simple_Type_Enforcement_alone_is_component_2_and_no_second_one()
    {
        byte[] bytes = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Short(["Dom0: red"])));
        Assert.Equal([0, 0, 0, 2], bytes[16..20]);
        Assert.Equal([0, 0, 0, 0], bytes[24..28]);
        // Defect D6: ACM's own tool let the first offset point to another block.
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2], bytes[68..76]);
        Assert.Equal([0, 0, 0, 68], bytes[20..24]);
    }

    [Fact]
    public void A_Chinese_Wall_alone_has_a_second_component_without_types()
    {
        byte[] bytes = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Short(["Dom0: | left"])));
        Assert.Equal([0, 0, 0, 1], bytes[16..20]);
        Assert.Equal([0, 0, 0, 2], bytes[24..28]);
        Assert.Empty(Read(bytes).SteTypes);
    }

    [Fact]
    public void A_file_without_names_shows_numbers()
    {
        byte[] bytes = BinaryPolicyWriter.Write(PolicyText.Read(Golden));
        byte[] nameless = bytes[..0xa4];
        (nameless[10], nameless[11]) = (0, 0xa4);
        Policy policy = Read(nameless);
        Assert.Equal(["ssidref 0001", "ssidref 0002"], policy.VmLabels.Select(label => label.Name));
        Assert.Equal(["resource 0003"], policy.ResourceLabels.Select(label => label.Name));
        Assert.Equal(["STE type 0000", "STE type 0001"], policy.SteTypes.Select(type => type.Name));
    }

    [Fact]
    public void A_self_conflicting_label_is_not_compiled()
    {
        Policy policy = PolicyText.Read(PolicyText.Short(["Dom0: a", "L: a | s t"], "s t"));
        InputException error = Assert.Throws<InputException>(() => BinaryPolicyWriter.Write(policy));
        Assert.Contains("VM label 'L' holds two types of conflict set 'c0'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_policy_is_not_compiled()
    {
        Policy policy = PolicyText.Read(PolicyText.Short(["Dom0"]));
        InputException error = Assert.Throws<InputException>(() => BinaryPolicyWriter.Write(policy));
        Assert.Contains("no types at all", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 3, "p.bin:+4: the format's version is 3, not 4")]
    [InlineData(11, 0, "p.bin:+8: the header says 0 bytes, the file has 247")]
    [InlineData(15, 0x40, "p.bin:+64: the policy's name is longer than 256 bytes")]
    [InlineData(23, 0x4c, "p.bin:+76: the Chinese Wall's version is 2, not 1")]
    [InlineData(27, 15, "p.bin:+16: components (1, 15) are neither (1, 2) nor (2, 0)")]
    [InlineData(0x4f, 9, "p.bin:+92: the offset of the conflict sets is 48, not 90")]
    [InlineData(0x69, 2, "p.bin:+104: a cell of the Chinese Wall is 2, neither 0 nor 1")]
    [InlineData(0x7b, 1, "p.bin:+123: padding is not zero")]
    [InlineData(0xa7, 2, "p.bin:+164: 2 VM labels are named, the Chinese Wall has 3")]
    [InlineData(0xac, 0x58, "p.bin:+164: ssidref 0 is named 'X_UNLABELED__', not __UNLABELED__")]
    [InlineData(0xc5, 0x3a, "p.bin:+193: VM label ':' contains ':'")]
    public void A_hostile_file_is_refused_at_its_offset(int offset, byte value, string refusal)
    {
        byte[] bytes = BinaryPolicyWriter.Write(PolicyText.Read(Golden));
        bytes[offset] = value;
        InputException error = Assert.Throws<InputException>(() => Read(bytes));
        Assert.StartsWith(refusal, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_that_overlap_are_refused()
    {
        byte[] bytes = BinaryPolicyWriter.Write(PolicyText.Read(Golden));
        // The policy's name is read from within the hash, which happens to look like one.
        Encoding.ASCII.GetBytes("\0\0\0\u0002p\0\0\0").CopyTo(bytes, 44);
        bytes[15] = 44;
        InputException error = Assert.Throws<InputException>(() => Read(bytes));
        Assert.Contains("overlaps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] bytes = BinaryPolicyWriter.Write(PolicyText.Read(Golden));
        for (int length = 4; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InputException>(() => Read(cut));
        }
    }

    private static Policy Read(byte[] bytes) => PolicyFile.Parse(bytes, "p.bin", PolicyLimits.Kernel);

    private static string Names(Policy policy, VmLabel label) =>
        string.Join(' ', label.SteTypes.Types().Select(type => policy.SteTypes[type].Name).Order(StringComparer.Ordinal))
        + "|" + string.Join(' ', label.WallTypes.Types().Select(type => policy.WallTypes[type].Name).Order(StringComparer.Ordinal));
}
