using System.Text;
using FsCheck.Xunit;
using Verified.Verifier.Policies.Xml;

namespace Verified.PolicyCommands.Tests.Formats;

public sealed class XmlWriterTests
{
    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 2000)]
    public void A_policy_survives_the_way_to_XML_and_back(Seed seed)
    {
        Policy policy = RandomPolicies.Create(seed.Random());
        if (seed.Value % 2 == 0)
            policy = RandomPolicies.Rename(policy, name => "new " + name);
        byte[] written = XmlPolicyWriter.Write(policy);
        Policy back = PolicyFile.Parse(written, "back.xml", PolicyLimits.Kernel);
        Assert.Equal(Words.Of(policy), Words.Of(back));
        Assert.Equal(written, XmlPolicyWriter.Write(back));
    }

    [Fact]
    public void XML_is_UTF_8_without_a_mark_with_bare_line_feeds_and_a_last_one()
    {
        byte[] written = XmlPolicyWriter.Write(PolicyFile.Read(Tool.Sample("customer-order.xml"), PolicyLimits.Kernel));
        Assert.Equal((byte)'<', written[0]);
        Assert.DoesNotContain((byte)'\r', written);
        Assert.Equal((byte)'\n', written[^1]);
    }

    [Fact]
    public void A_name_that_XML_would_trim_is_refused()
    {
        Policy policy = new() { File = "p.bin", Name = " p", Generation = 4, SourceHash = [] };
        InputException error = Assert.Throws<InputException>(() => XmlPolicyWriter.Write(policy));
        Assert.StartsWith("p.bin: name ' p' begins or ends with a blank; ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("samples/unlabeled.xml")]
    [InlineData("samples/types-only.xml")]
    [InlineData("samples/same-conflict-names.xml")]
    [InlineData("samples/generation3-update.xml")]
    [InlineData("customer-order.xml")]
    [InlineData("leaky-order.xml")]
    public void A_sample_survives_the_way_to_XML_and_back(string name)
    {
        Policy policy = PolicyFile.Read(Tool.Sample(name), PolicyLimits.Kernel);
        Policy back = PolicyFile.Parse(XmlPolicyWriter.Write(policy), "back.xml", PolicyLimits.Kernel);
        Assert.Equal(Words.Of(policy), Words.Of(back));
    }

    [Fact]
    public void Convert_writes_the_XML_that_a_binary_policy_stands_for()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            (string binary, string xml) = (Path.Combine(folder, "p.bin"), Path.Combine(folder, "p.xml"));
            Assert.Equal(0, Tool.Run("convert", Tool.Sample("customer-order.xml"), "--to", "binary", "-o", binary).Exit);
            Assert.Equal(0, Tool.Run("convert", binary, "--to", "xml", "-o", xml).Exit);
            Assert.Contains("<Name>OrderWeb</Name>", File.ReadAllText(xml, Encoding.UTF8), StringComparison.Ordinal);
            Assert.Equal(0, Tool.Run("diff", Tool.Sample("customer-order.xml"), xml).Exit);
            Assert.Equal(0, Tool.Run("diff", xml, Tool.Sample("customer-order.xml")).Exit);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
