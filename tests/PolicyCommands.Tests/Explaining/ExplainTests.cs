using System.Text.Json;
using FsCheck.Xunit;
using Verified.Verifier.Commands;
using Verified.Verifier.Explaining;
using Verified.Verifier.Intents;

namespace Verified.PolicyCommands.Tests.Explaining;

public sealed class ExplainTests
{
    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 2000)]
    public void The_answers_are_what_the_definitions_say_and_routes_are_found_when_there_are_any(Seed seed)
    {
        Random random = seed.Random();
        Policy policy = RandomPolicies.Create(random);
        Intent intent = RandomPolicies.Intent(policy, random);
        HashSet<string> permitted = ByDefinition.Permissions(policy);
        for (int a = 0; a < policy.VmLabels.Length; a++)
        {
            for (int b = 0; b < policy.VmLabels.Length; b++)
            {
                Explanation answer = Explainer.Explain(policy, intent, a, b);
                string[] names = [.. new[] { policy.VmLabels[a].Name, policy.VmLabels[b].Name }.Order(StringComparer.Ordinal)];
                Assert.Equal(permitted.Contains($"share {names[0]} {names[1]}"), answer.MayShare);
                if (a != b)
                    Assert.Equal(permitted.Contains($"together {names[0]} {names[1]}"), answer.MayRunTogether);
                CheckRoutes(policy, intent, answer);
            }
        }
    }

    [Fact]
    public void Two_coalitions_are_joined_by_trusted_labels_only()
    {
        (int exit, string output) = Tool.RunShort("explain", Tool.Sample("customer-order.xml"), "OrderWeb", "Advertising");
        Assert.Equal(ExitCode.Violated, exit);
        Assert.Equal("""
            policy customer-order 1.0 (customer-order.xml)
            label           OrderWeb (coalition Order) STE {Order}, CW {Retailer} (customer-order.xml:55)
            label           Advertising (coalition Advertising) STE {Advertising}, CW {} (customer-order.xml:74)

            share           no: they have no type in common
            trusted bridge  OrderWeb -{Order}- SystemManagement -{Advertising}- Advertising
            trusted bridge  OrderWeb -{Order}- VDiskServer -{Advertising}- Advertising
            run together    yes

            """, output);
    }

    [Fact]
    public void A_conflict_set_is_named_with_what_each_side_brings()
    {
        (int exit, string output) = Tool.RunShort("explain", Tool.Sample("customer-order.xml"), "OrderWeb", "CompetitorOrder");
        Assert.Equal(ExitCode.Violated, exit);
        Assert.Contains("run together    no: conflict set 'Retailers' (customer-order.xml:31) admits one of {Retailer, "
            + "CompetingRetailer}, and OrderWeb holds Retailer, CompetitorOrder holds CompetingRetailer", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_is_shown_as_a_route_over_untrusted_labels()
    {
        (int exit, JsonElement root) = Tool.RunJson("explain", Tool.Sample("leaky-order.xml"), "OrderWeb", "Advertising", "--json");
        Assert.Equal(ExitCode.Violated, exit);
        Assert.Equal("verified-explain-1", root.GetProperty("schema").GetString());
        Assert.False(root.GetProperty("share").GetBoolean());
        Assert.Equal(["OrderWeb", "Reporting", "Advertising"],
            root.GetProperty("untrustedRoute").GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
    }

    [Fact]
    public void Labels_of_one_coalition_may_share_and_run_together_with_exit_status_0()
    {
        (int exit, string output) = Tool.RunShort("explain", Tool.Sample("customer-order.xml"), "OrderWeb", "OrderDatabase");
        Assert.Equal(ExitCode.Holds, exit);
        Assert.Contains("share           yes, by {Order} (customer-order.xml:57, customer-order.xml:66)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_second_domain_0()
    {
        (int exit, string output) = Tool.RunShort("explain", Tool.Sample("customer-order.xml"), "SystemManagement", "SystemManagement");
        Assert.Equal(ExitCode.Violated, exit);
        Assert.Contains("there is one domain 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vDiskOrder", "'vDiskOrder' is a resource label, not a VM label")]
    [InlineData("nobody", "'nobody' is no VM label")]
    public void A_name_that_is_no_VM_label_is_refused(string name, string why) =>
        Assert.Contains(why, Tool.Refusal("explain", Tool.Sample("customer-order.xml"), "OrderWeb", name), StringComparison.Ordinal);

    private static void CheckRoutes(Policy policy, Intent intent, Explanation answer)
    {
        bool[] trusted = [.. Enumerable.Range(0, policy.VmLabels.Length).Select(label => intent.Trusted.Any(use => use.Label == label))];
        bool direct = Semantics.Share(policy, answer.First, answer.Second) || answer.First == answer.Second;
        int[] bridges = [.. answer.TrustedBridges.Select(route => route.Labels[1])];
        Assert.Equal(Enumerable.Range(0, trusted.Length).Where(label => trusted[label] && answer.First != answer.Second
            && label != answer.First && label != answer.Second
            && Semantics.Share(policy, answer.First, label) && Semantics.Share(policy, label, answer.Second)), bridges);
        Assert.Equal(!direct && Reaches(policy, answer, label => !trusted[label]), answer.UntrustedRoute is not null);
        Assert.Equal(!direct && bridges.Length == 0 && Reaches(policy, answer, label => trusted[label]), answer.TrustedRoute is not null);
        foreach (Route route in answer.TrustedBridges.Append(answer.TrustedRoute).Append(answer.UntrustedRoute).OfType<Route>())
        {
            Assert.Equal((answer.First, answer.Second), (route.Labels[0], route.Labels[^1]));
            Assert.All(route.Links, types => Assert.NotEqual(0, types.Count));
        }
    }

    /// <summary>Closure by rounds, without queues or parents.</summary>
    private static bool Reaches(Policy policy, Explanation answer, Func<int, bool> mayPass)
    {
        HashSet<int> reached = [answer.First];
        for (int round = 0; round < policy.VmLabels.Length; round++)
        {
            int[] senders = [.. reached.Where(label => label == answer.First || mayPass(label))];
            for (int label = 0; label < policy.VmLabels.Length; label++)
            {
                if (senders.Any(from => Semantics.Share(policy, from, label)))
                    reached.Add(label);
            }
        }

        return reached.Contains(answer.Second);
    }
}
