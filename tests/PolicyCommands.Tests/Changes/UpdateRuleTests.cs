using System.Text;
using Verified.Verifier.Changes;

namespace Verified.PolicyCommands.Tests.Changes;

public sealed class UpdateRuleTests
{
    private static readonly Policy Old = Read(File.ReadAllText(Tool.Sample("samples/generation3-security_policy.xml")));
    private static readonly string Update = File.ReadAllText(Tool.Sample("samples/generation3-update.xml"));

    [Fact]
    public void An_update_that_names_the_running_policy_and_has_a_higher_version_is_accepted() =>
        Assert.Empty(UpdateRules.Refusals(Old, Read(Update)));

    [Theory]
    [InlineData("1.1</Version>", "1.0</Version>", "version 1.0 is not higher than 1.0")]
    [InlineData("1.1</Version>", "0.9</Version>", "version 0.9 is not higher than 1.0")]
    [InlineData("<Version>1.0</Version>", "<Version>0.9</Version>", "FromPolicy is 'sample' 0.9; the running policy is 'sample' 1.0")]
    [InlineData("<PolicyName>sample</PolicyName>\n      <Version>", "<PolicyName>x</PolicyName>\n      <Version>",
        "FromPolicy is 'x' 1.0; the running policy is 'sample' 1.0")]
    [InlineData("from=\"VM1\"", "from=\"VM9\"", "renames 'VM9', which is no VM label of the old policy")]
    public void An_update_that_breaks_a_rule_is_refused_with_the_reason(string old, string replacement, string reason)
    {
        Assert.Contains(old, Update, StringComparison.Ordinal);
        int at = Update.IndexOf(old, StringComparison.Ordinal);
        Policy changed = Read(Update[..at] + replacement + Update[(at + old.Length)..]);
        Assert.Equal(reason, Assert.Single(UpdateRules.Refusals(Old, changed)).What);
    }

    [Fact]
    public void A_policy_without_FromPolicy_is_no_update() =>
        Assert.StartsWith("the new policy has no FromPolicy", UpdateRules.Refusals(Old, Old)[0].What, StringComparison.Ordinal);

    [Fact]
    public void A_policy_without_version_cannot_be_updated()
    {
        Policy old = Read(File.ReadAllText(Tool.Sample("samples/generation2-security_policy.xml")));
        Assert.Equal("the old policy has no version, so nothing can update it", Assert.Single(UpdateRules.Refusals(old, Read(Update))).What);
    }

    [Fact]
    public void Minor_versions_count_as_numbers()
    {
        string nine = Update.Replace("<Version>1.1<", "<Version>1.9<", StringComparison.Ordinal);
        string ten = Update.Replace("<Version>1.1<", "<Version>1.10<", StringComparison.Ordinal)
            .Replace("<Version>1.0<", "<Version>1.9<", StringComparison.Ordinal).Replace("from=\"VM1\"", "", StringComparison.Ordinal);
        Assert.Empty(UpdateRules.Refusals(Read(nine), Read(ten)));
    }

    [Fact]
    public void The_default_policy_may_replace_any_policy_and_be_replaced()
    {
        string text = File.ReadAllText(Tool.Sample("samples/unlabeled.xml"))
            .Replace("<PolicyName>unlabeled<", "<PolicyName>DEFAULT<", StringComparison.Ordinal);
        int resources = text.IndexOf("<ObjectLabels>", StringComparison.Ordinal);
        Policy standard = Read(text[..resources] + text[resources..]
            .Replace("<Name>SystemManagement<", "<Name>__UNLABELED__<", StringComparison.Ordinal));
        Assert.Empty(UpdateRules.Refusals(Old, standard));
        Assert.Empty(UpdateRules.Refusals(standard, Old));
        Assert.NotEmpty(UpdateRules.Refusals(Old, Read(text)));
    }

    private static Policy Read(string xml) => PolicyFile.Parse(Encoding.UTF8.GetBytes(xml), "p.xml", PolicyLimits.Kernel);
}
