using System.Text.Json;
using Verified.Verifier.Commands;

namespace Verified.PolicyCommands.Tests.Changes;

public sealed class DiffCommandTests
{
    [Fact]
    public void A_loosening_update_is_reported_with_its_witnesses_and_exit_status_1()
    {
        (int exit, string output) = Tool.RunShort("diff",
            Tool.Sample("samples/generation3-security_policy.xml"), Tool.Sample("samples/generation3-update.xml"));
        Assert.Equal(ExitCode.Violated, exit);
        Assert.Equal("""
            old             sample 1.0 (samples/generation3-security_policy.xml)
            new             sample 1.1 (samples/generation3-update.xml)
            verdict         looser: the new policy permits more: 2 permissions gained, nothing lost
            as an update    ACM's rules accept the step
            VM labels: from VM1 -> Orders

            gained (2)
                run together  Orders, VM3: conflict set 'ConflictSet1' forbade it (samples/generation3-security_policy.xml:21)
                run together  VM2, VM3: conflict set 'ConflictSet1' forbade it (samples/generation3-security_policy.xml:21)

            """, output);
    }

    [Fact]
    public void A_tightening_change_has_exit_status_0()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string back = Path.Combine(folder, "back.xml");
            File.WriteAllText(back, File.ReadAllText(Tool.Sample("samples/generation3-security_policy.xml"))
                .Replace("<Name>VM1<", "<Name from=\"Orders\">VM1<", StringComparison.Ordinal));
            (int exit, string output) = Tool.RunShort("diff", Tool.Sample("samples/generation3-update.xml"), back);
            Assert.Equal(ExitCode.Holds, exit);
            Assert.Contains("verdict         stricter: ", output, StringComparison.Ordinal);
            Assert.Contains("conflict set 'ConflictSet1' forbids it", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("samples/generation0_policy.xml", "samples/generation1-security_policy.xml")]
    [InlineData("samples/generation2-security_policy.xml", "samples/generation3-security_policy.xml")]
    public void The_generations_of_one_policy_are_equivalent(string old, string @new)
    {
        (int exit, string output) = Tool.RunShort("diff", Tool.Sample(old), Tool.Sample(@new));
        Assert.Equal(ExitCode.Holds, exit);
        Assert.Contains("verdict         equivalent: both policies permit the same", output, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_has_the_verdict_the_renames_and_every_change()
    {
        (int exit, JsonElement root) = Tool.RunJson("diff", Tool.Sample("customer-order.xml"), Tool.Sample("leaky-order.xml"), "--json");
        Assert.Equal(ExitCode.Violated, exit);
        Assert.Equal("verified-diff-1", root.GetProperty("schema").GetString());
        Assert.Equal("incomparable", root.GetProperty("verdict").GetString());
        Assert.False(root.GetProperty("update").GetProperty("accepted").GetBoolean());
        Assert.Equal("Reporting", root.GetProperty("vmLabels").GetProperty("added")[0].GetString());
        JsonElement share = root.GetProperty("gained").EnumerateArray().First(change =>
            change.GetProperty("permission").GetString() == "share" && change.GetProperty("label").GetString() == "OrderWeb");
        Assert.Equal(("Reporting", "Order"), (share.GetProperty("other").GetString(), share.GetProperty("types")[0].GetString()));
        Assert.Contains(root.GetProperty("lost").EnumerateArray(), change =>
            change.GetProperty("permission").GetString() == "access" && change.GetProperty("resource").GetString() == "vDiskAds");
    }

    [Fact]
    public void A_long_list_is_cut_unless_all_of_it_is_asked_for()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string large = Path.Combine(folder, "large.xml");
            File.WriteAllText(large, Large(100));
            (_, string some) = Tool.RunShort("diff", Tool.Sample("samples/types-only.xml"), large);
            Assert.Contains("more; --all lists them", some, StringComparison.Ordinal);
            (_, string all) = Tool.RunShort("diff", Tool.Sample("samples/types-only.xml"), large, "--all");
            Assert.DoesNotContain("--all", all, StringComparison.Ordinal);
            Assert.Contains("L99, L99", all, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_label_that_domain_0_takes_or_gives_up_is_said()
    {
        Policy old = PolicyFile.Read(Tool.Sample("samples/types-only.xml"), PolicyLimits.Kernel);
        Policy @new = RandomPolicies.With(old, old.VmLabels, old.ResourceLabels, bootstrap: 1);
        using StringWriter text = new();
        new Verifier.Changes.DiffText(Verifier.Changes.PolicyDiff.Between(old, @new), 20,
            Verifier.Reports.ReportStyle.Plain, text).Write();
        Assert.Contains("domain 0        Management -> Work", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("domain 0      Work: domain 0 takes the label", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("create        Management: the label was domain 0's", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("create        Work: the label is now domain 0's", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_policy_is_one_line() =>
        Assert.Equal("nowhere.xml: no such file; check the path",
            Tool.Refusal("diff", Tool.Sample("customer-order.xml"), "nowhere.xml"));

    private static string Large(int labels) =>
        "<SecurityPolicyDefinition xmlns=\"http://www.ibm.com\"><PolicyHeader><PolicyName>large</PolicyName>"
        + "<Version>1.0</Version></PolicyHeader><SimpleTypeEnforcement><SimpleTypeEnforcementTypes><Type>work</Type>"
        + "</SimpleTypeEnforcementTypes></SimpleTypeEnforcement><SecurityLabelTemplate><SubjectLabels bootstrap=\"L0\">"
        + string.Concat(Enumerable.Range(0, labels).Select(i => $"<VirtualMachineLabel><Name>L{i}</Name>"
            + "<SimpleTypeEnforcementTypes><Type>work</Type></SimpleTypeEnforcementTypes></VirtualMachineLabel>"))
        + "</SubjectLabels></SecurityLabelTemplate></SecurityPolicyDefinition>";
}
