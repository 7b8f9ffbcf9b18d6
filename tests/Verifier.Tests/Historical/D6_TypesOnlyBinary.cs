using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Tests.Historical;

/// <summary>
/// D6: for a policy with Simple Type Enforcement alone, ACM's own tool wrote the components (2, 15) and an offset of
/// another block than the types'; its hypervisor refused the file.
/// </summary>
public sealed class D6_TypesOnlyBinary
{
    [Theory]
    [InlineData("as ACM wrote it", "00000002", "0000006c", "0000000f", "0000004c",
        "p.bin:+16: the second component has code 15: ACM's tool wrote that, and its hypervisor refused it; ")]
    [InlineData("other codes alone", "00000002", "0000004c", "0000000f", "0000006c",
        "p.bin:+16: the second component has code 15: ACM's tool wrote that, and its hypervisor refused it; ")]
    [InlineData("another offset alone", "00000002", "0000006c", "00000000", "0000006c", "p.bin:+108: ")]
    public void What_ACMs_tool_wrote_is_refused_by_our_tool_in_one_line_and_by_the_kernel(
        string what, string code, string offset, string secondCode, string secondOffset, string refusal)
    {
        byte[] file = Bytes(code, offset, secondCode, secondOffset);
        InputException error = Assert.Throws<InputException>(() => PolicyFile.Parse(file, "p.bin", PolicyLimits.Kernel));
        Assert.StartsWith(refusal, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Monitor.MonitorState monitor = default;
        Assert.True(Monitor.PolicyBinary.Load(ref monitor, file) == Monitor.PolicyError.Invalid, what);
    }

    [Fact]
    public void The_same_file_with_2_and_0_and_the_right_offset_is_read_by_both()
    {
        byte[] file = Bytes("00000002", "0000004c", "00000000", "0000006c");
        Assert.Equal(2, PolicyFile.Parse(file, "p.bin", PolicyLimits.Kernel).SteTypes.Length);
        Monitor.MonitorState monitor = default;
        Assert.Equal(Monitor.PolicyError.None, Monitor.PolicyBinary.Load(ref monitor, file));
        Assert.True(Monitor.ReferenceMonitor.MayShare(ref monitor, 1, 2));
    }

    [Fact]
    public void Our_tool_writes_2_and_0_with_the_offset_of_the_types_and_the_kernel_loads_it()
    {
        string sample = Path.Combine(AppContext.BaseDirectory, "policies", "samples", "types-only.xml");
        byte[] file = BinaryPolicyWriter.Write(PolicyFile.Read(sample, PolicyLimits.Kernel));
        Assert.Equal([0, 0, 0, 2], file[16..20]);
        Assert.Equal([0, 0, 0, 0], file[24..28]);
        int types = file[22] << 8 | file[23];
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2], file[types..(types + 8)]);
        Monitor.MonitorState monitor = default;
        Assert.Equal(Monitor.PolicyError.None, Monitor.PolicyBinary.Load(ref monitor, file));
    }

    /// <summary>
    /// By hand: types a and b; rows __UNLABELED__, the bootstrap label {a, b}, another {b}; the two components' codes and
    /// offsets as they are given. The types' block stands at 4c, the file ends at 6c.
    /// </summary>
    private static byte[] Bytes(string code, string offset, string secondCode, string secondOffset)
    {
        string words =
            $"0001debc 00000004 0000006c 0000003c {code} {offset} {secondCode} {secondOffset} 00000001 00000000" + // header
            "00000000 00000000 00000000 00000000 00000000" + // SHA-1 of the XML
            "00000005 64656d6f 00 00000000000000" + // "demo", padded
            "00000001 00000002 00000002 00000003 00000014" + // Simple Type Enforcement: types, rows
            "0000 0000 0001 0001 0000 0001"; // its matrix
        return Convert.FromHexString(words.Replace(" ", "", StringComparison.Ordinal));
    }
}
