using System.Text;
using Verified.Verifier.Findings;
using Verified.Verifier.Intents;

namespace Verified.Verifier.Tests.Findings;

public sealed class FindingTests
{
    [Fact]
    public void A_sound_policy_has_no_finding() =>
        Assert.Empty(PolicyFindings.Of(PolicyText.Read(PolicyText.Short(["Dom0: a", "A: a | s", "B: a | t"], "s t"))));

    [Theory]
    [InlineData("self-conflicting-label", Severity.Error, 6, "A: a | s t", "B: a | u")]
    [InlineData("dead-conflict-set", Severity.Warning, 4, "A: a | s", "B: a")]
    [InlineData("unused-type", Severity.Warning, 4, "A: a | s", "B: a | u")]
    public void A_policy_with_a_fault_has_its_finding_at_its_line(
        string rule, Severity severity, int line, string first, string second)
    {
        Policy policy = PolicyText.Read(PolicyText.Short(["Dom0: a", first, second], "s t"));
        Finding finding = Assert.Single(PolicyFindings.Of(policy), finding => finding.Rule == rule);
        Assert.Equal((severity, line), (finding.Severity, finding.Place.Line - (finding.Place.Line == 7 ? 1 : 0)));
    }

    [Fact]
    public void A_label_that_conflicts_with_domain_0_can_never_start()
    {
        Policy policy = PolicyText.Read(PolicyText.Short(["Dom0: a | s", "A: a | t"], "s t"));
        Finding finding = Assert.Single(PolicyFindings.Of(policy));
        Assert.Equal("label-never-starts", finding.Rule);
        Assert.Contains("'A' can never start", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_without_types_is_null() =>
        Assert.Equal("null-policy", Assert.Single(PolicyFindings.Of(PolicyText.Read(PolicyText.Short(["Dom0"])))).Rule);

    [Fact]
    public void A_resource_that_no_VM_may_use_is_found()
    {
        const string Disk = "<Name>disk</Name><SimpleTypeEnforcementTypes><Type>red";
        Policy policy = PolicyText.Read(PolicyText.Complete
            .Replace("<Type>blue</Type></SimpleTypeEnforcementTypes>", "</SimpleTypeEnforcementTypes>", StringComparison.Ordinal)
            .Replace(Disk, Disk.Replace("red", "blue", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal("unreachable-resource", Assert.Single(PolicyFindings.Of(policy)).Rule);
    }

    [Theory]
    [InlineData("{\"coalitions\": {\"x\": [\"A\", \"B\"]}}", "bootstrap-untrusted", Severity.Error)]
    [InlineData("{}", "bootstrap-untrusted", Severity.Note)]
    [InlineData("{\"coalitions\": {\"x\": []}, \"trusted\": [\"Dom0\", \"A\", \"B\"]}", "nothing-untrusted", Severity.Error)]
    [InlineData("{\"coalitions\": {\"x\": [\"A\"]}, \"trusted\": [\"Dom0\"]}", "label-in-no-coalition", Severity.Note)]
    [InlineData("{\"coalitions\": {\"x\": [\"A\"]}, \"trusted\": [\"Dom0\", \"B\"]}", "needless-trust", Severity.Note)]
    public void What_an_intent_leaves_open_is_found(string json, string rule, Severity severity)
    {
        Policy policy = PolicyText.Read(PolicyText.Short(["Dom0: a", "A: a", "B: a"]));
        Intent intent = IntentReader.Parse(Encoding.UTF8.GetBytes(json), "i.json", policy);
        Assert.Contains(TrustFindings.Of(policy, intent), finding => (finding.Rule, finding.Severity) == (rule, severity));
    }
}
