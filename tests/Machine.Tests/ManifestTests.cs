using System.Text;
using FsCheck.Xunit;

namespace Verified.Machine.Tests;

public sealed class ManifestTests
{
    [Fact]
    public void A_line_gives_label_image_memory_and_argument()
    {
        const string Text = "# a comment\n\ndomain OrderWeb image=order memory=512 arg=web and more\n";

        (string Label, string Image, uint Memory, string Argument) = Assert.Single(Read(Text, out ParseError error));

        Assert.Equal(ParseError.None, error);
        Assert.Equal(("OrderWeb", "order", 512u, "web and more"), (Label, Image, Memory, Argument));
    }

    [Theory]
    [InlineData("domain a image=b memory=64 operator", true, "b", "")]
    [InlineData("domain a image=b memory=64 operator name=c", true, "c", "")]
    [InlineData("domain a image=b memory=64 operator name=c arg=d e", true, "c", "d e")]
    [InlineData("domain a image=b memory=64 name=c arg=operator", false, "c", "operator")]
    [InlineData("domain a image=b memory=64 operator arg=name=c", true, "b", "name=c")]
    public void The_first_domain_may_be_the_operator_s_and_any_may_have_a_name(
        string line, bool isOperator, string name, string argument)
    {
        byte[] text = Encoding.ASCII.GetBytes(line);
        Manifest manifest = new(text);

        Assert.True(manifest.TryNext(out ManifestDomain domain, out _));

        Assert.Equal((isOperator, name, argument), (domain.Operator, Part(text, domain.Name), Part(text, domain.Argument)));
    }

    [Theory]
    [InlineData("domain a image=b memory=64 console module=c arg=d", true, "c")]
    [InlineData("domain a image=b memory=64 module=c", false, "c")]
    [InlineData("domain a image=b memory=64 console", true, "")]
    [InlineData("domain a image=b memory=64 arg=console module=c", false, "")]
    public void A_domain_may_have_a_console_page_and_a_module(string line, bool console, string module)
    {
        byte[] text = Encoding.ASCII.GetBytes(line);
        Manifest manifest = new(text);

        Assert.True(manifest.TryNext(out ManifestDomain domain, out _));

        Assert.Equal((console, module), (domain.Console, Part(text, domain.Module)));
    }

    [Theory]
    [InlineData("operator console")]
    [InlineData("operator module=c")]
    public void The_operator_s_domain_has_neither(string words)
    {
        Assert.Empty(Read($"domain a image=b memory=64 {words}", out ParseError error));
        Assert.Equal(ParseError.ManifestModule, error);
    }

    [Fact]
    public void No_other_domain_than_the_first_is_the_operator_s()
    {
        Assert.Single(Read("domain a image=b memory=64 operator\ndomain c image=d memory=64 operator", out ParseError error));
        Assert.Equal(ParseError.ManifestOperator, error);
    }

    [Fact]
    public void The_last_line_needs_no_newline()
    {
        Assert.Equal("b", Assert.Single(Read("domain a image=b memory=64", out _)).Image);
    }

    [Theory]
    [InlineData("domain")]
    [InlineData("domain a")]
    [InlineData("domain a image=b")]
    [InlineData("domain a memory=64 image=b")]
    [InlineData("domain  image=b memory=64")]
    [InlineData("domain a image= memory=64")]
    [InlineData("domain a image=b memory=64 argument=c")]
    [InlineData("domain a image=b memory=64 operators")]
    [InlineData("domain a image=b memory=64 name= arg=c")]
    [InlineData("domain a image=b memory=64 name=c operator")]
    [InlineData("domain a image=b memory=64 module= arg=c")]
    [InlineData("domain a image=b memory=64 module=c console")]
    [InlineData(" domain a image=b memory=64")]
    [InlineData("\0")]
    public void A_line_of_another_form_is_not_understood(string line)
    {
        Assert.Empty(Read(line, out ParseError error));
        Assert.Equal(ParseError.ManifestLine, error);
    }

    [Theory]
    [InlineData("60")]
    [InlineData("65")]
    [InlineData("261124")]
    [InlineData("4294967360")]
    [InlineData("64k")]
    [InlineData("-64")]
    public void Memory_outside_its_range_or_its_steps_is_refused(string memory)
    {
        Assert.Empty(Read($"domain a image=b memory={memory}", out ParseError error));
        Assert.Equal(ParseError.ManifestMemory, error);
    }

    [Theory]
    [InlineData("64")]
    [InlineData("261120")]
    public void The_ends_of_the_range_of_memory_are_in_it(string memory) =>
        Assert.Single(Read($"domain a image=b memory={memory}", out _));

    [Fact]
    public void The_domain_after_the_last_that_fits_is_refused_with_its_line()
    {
        string text = string.Concat(Enumerable.Repeat("domain a image=b memory=64\n", Limits.Domains + 1));

        Manifest manifest = new(Encoding.ASCII.GetBytes(text));
        ParseError error;
        int read = 0;
        while (manifest.TryNext(out _, out error))
            read++;

        Assert.Equal((Limits.Domains, ParseError.ManifestTooMany, Limits.Domains + 1), (read, error, manifest.Line));
    }

    [Fact]
    public void A_line_that_is_too_long_is_refused()
    {
        Read("domain a image=b memory=64 arg=" + new string('x', 482), out ParseError error);
        Assert.Equal(ParseError.ManifestLong, error);
    }

    [Property(MaxTest = 2000)]
    public void Whatever_the_text_every_part_lies_in_it(byte[] noise)
    {
        byte[] text = [.. "domain a image=b memory=64 arg="u8, .. noise, .. "\ndomain c image=d memory=64\n"u8];

        Manifest manifest = new(text);
        while (manifest.TryNext(out ManifestDomain domain, out _))
        {
            foreach (TextRange part in (TextRange[])[domain.Label, domain.Image, domain.Argument])
                Assert.True(part.Start >= 0 && part.Length >= 0 && part.Start + part.Length <= text.Length);
        }
    }

    private static List<(string Label, string Image, uint Memory, string Argument)> Read(string text, out ParseError error)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        List<(string, string, uint, string)> domains = [];
        Manifest manifest = new(bytes);
        while (manifest.TryNext(out ManifestDomain domain, out error))
            domains.Add((Part(bytes, domain.Label), Part(bytes, domain.Image), domain.Memory, Part(bytes, domain.Argument)));
        return domains;
    }

    private static string Part(byte[] bytes, TextRange range) =>
        Encoding.ASCII.GetString(bytes, range.Start, range.Length);
}
