using System.Text;
using Verified.Verifier.Findings;
using Verified.Verifier.Intents;

namespace Verified.Verifier.Tests.Findings;

public sealed class FindingTests
{
    /// <summary>
    /// Each rule: how much it matters, its place and its mend; the labels, conflict sets and intent of a policy that has it.
    /// With types of both kinds the types stand in lines 3 and 4, the first label in line 6; with one kind, a line earlier.
    /// </summary>
    public static TheoryData<string, Severity, string, string, string[], string[], string> Faults => new()
    {
        {
            "null-policy", Severity.Error, "p.xml", "give it Simple Type Enforcement or a Chinese Wall",
            ["Dom0"], [], "{}"
        },
        {
            "self-conflicting-label", Severity.Error, "p.xml:7", "leave it one of them",
            ["Dom0: a", "A: a | s t"], ["s t"], "{}"
        },
        {
            "dead-conflict-set", Severity.Error, "p.xml:4", "remove it, or give its types to labels",
            ["Dom0: a", "A: a | s"], ["s t"], "{}"
        },
        {
            "unused-type", Severity.Error, "p.xml:4", "remove it, or give it to a label",
            ["Dom0: a", "A: a | s", "B: a | t"], ["s t", "s u t"], "{}"
        },
        {
            "label-never-starts", Severity.Warning, "p.xml:7", "take the type from the bootstrap label or from this one",
            ["Dom0: a | s", "A: a | t"], ["s t"], "{}"
        },
        {
            "bootstrap-untrusted", Severity.Error, "p.xml:5", "name 'Dom0' under \"trusted\" in the intent, or with --trusted",
            ["Dom0: a", "A: a"], [], """{"coalitions": {"x": ["A"]}}"""
        },
        {
            "bootstrap-untrusted", Severity.Note, "p.xml:5", "name 'Dom0' under \"trusted\" in the intent, or with --trusted",
            ["Dom0: a", "A: a"], [], "{}"
        },
        {
            "nothing-untrusted", Severity.Error, "i.json", "trust only labels that must bridge coalitions",
            ["Dom0: a", "A: a"], [], """{"coalitions": {"x": []}, "trusted": ["Dom0", "A"]}"""
        },
        {
            "label-in-no-coalition", Severity.Note, "p.xml:7", "name it in a coalition of the intent",
            ["Dom0: a", "A: a", "B: b"], [], """{"coalitions": {"x": ["A"]}, "trusted": ["Dom0"]}"""
        },
        {
            "needless-trust", Severity.Note, "i.json:2", "name it in that coalition instead",
            ["Dom0: a", "A: a", "B: a"], [], "{\"coalitions\": {\"x\": [\"A\"]}, \"trusted\": [\"Dom0\",\n\"B\"]}"
        },
        {
            "excess-bridge", Severity.Warning, "p.xml:7", "take 'b' and 'c' from 'D', or state the pair under \"mustShare\"",
            ["Dom0: a", "A: a", "D: a b c", "B: b c"], [],
            """{"coalitions": {"x": ["A"], "y": ["B"]}, "trusted": ["Dom0", "D"], "mustShare": [["A", "D"]]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_found_with_its_severity_its_place_and_its_mend(
        string rule, Severity severity, string place, string mend, string[] labels, string[] conflicts, string intent)
    {
        Policy policy = PolicyText.Read(PolicyText.Short(labels, conflicts));
        Finding finding = Assert.Single(All(policy, intent), finding => finding.Rule == rule);
        Assert.Equal((severity, place, mend), (finding.Severity, finding.Place.ToString(), finding.Mend));
    }

    [Fact]
    public void A_resource_that_no_VM_may_use_is_found()
    {
        const string Disk = "<Name>disk</Name><SimpleTypeEnforcementTypes><Type>red";
        Policy policy = PolicyText.Read(PolicyText.Complete
            .Replace("<Type>blue</Type></SimpleTypeEnforcementTypes>", "</SimpleTypeEnforcementTypes>", StringComparison.Ordinal)
            .Replace(Disk, Disk.Replace("red", "blue", StringComparison.Ordinal), StringComparison.Ordinal));
        Finding finding = Assert.Single(PolicyFindings.Of(policy));
        Assert.Equal(("unreachable-resource", Severity.Warning, "p.xml:28", "give the type to the label of a VM that serves it"),
            (finding.Rule, finding.Severity, finding.Place.ToString(), finding.Mend));
    }

    [Fact]
    public void A_sound_policy_has_no_finding() =>
        Assert.Empty(PolicyFindings.Of(PolicyText.Read(PolicyText.Short(["Dom0: a", "A: a | s", "B: a | t"], "s t"))));

    [Theory]
    [InlineData("""{"coalitions": {"x": ["A"], "y": ["B"]}, "trusted": ["Dom0", "D"], "mustShare": [["A", "D"], ["D", "B"]]}""")]
    [InlineData("""{"coalitions": {"x": ["A"], "y": ["B"]}, "trusted": ["Dom0", "D"], "mustShare": [["A", "Dom0"]]}""")]
    public void A_bridge_that_the_intent_wants_or_says_nothing_about_is_no_finding(string intent) =>
        Assert.Empty(All(PolicyText.Read(PolicyText.Short(["Dom0: a b", "A: a", "D: a b", "B: b"])), intent));

    private static IEnumerable<Finding> All(Policy policy, string intent) =>
    [
        .. PolicyFindings.Of(policy),
        .. TrustFindings.Of(policy, IntentReader.Parse(Encoding.UTF8.GetBytes(intent), "i.json", policy)),
    ];
}
