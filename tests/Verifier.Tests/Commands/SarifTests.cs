using System.Text.Json;
using System.Text.RegularExpressions;
using Verified.Verifier.Commands;

namespace Verified.Verifier.Tests.Commands;

/// <summary>The SARIF log: what the standard demands of it, and what it says of policies with findings of each level.</summary>
public sealed partial class SarifTests
{
    /// <summary>
    /// A policy with errors (self-conflict, unused type, dead conflict set), a warning (M excludes domain 0) and a note (no
    /// trusted label).
    /// </summary>
    private static readonly string Faulty =
        PolicyText.Short(["Dom0: a | u", "L: a | s t", "M: a | v"], "s t", "u v", "w x");

    [Fact]
    public void The_log_of_the_leaky_policy_is_the_golden_one()
    {
        // The paths in the golden log are those of the repository, whose policies stand beside the tests.
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        string golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Commands", "leaky-order.sarif"));

        Assert.Equal(golden, Run(ExitCode.Violated, "policies/leaky-order.xml"));
    }

    [Fact]
    public void A_policy_without_findings_gives_an_empty_list_of_results()
    {
        using JsonDocument log = JsonDocument.Parse(Run(ExitCode.Holds, Sample("customer-order.xml")));

        Assert.Equal(0, TheRun(log).GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void The_log_has_the_version_the_tool_and_the_properties_that_SARIF_demands()
    {
        using JsonDocument log = JsonDocument.Parse(RunOn(Faulty, ExitCode.Violated));
        JsonElement driver = TheRun(log).GetProperty("tool").GetProperty("driver");

        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        Assert.Equal("verified", driver.GetProperty("name").GetString());
        foreach (JsonElement result in Results(log))
        {
            Assert.NotEmpty(Text(result, "message"));
            JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            Assert.EndsWith(".xml", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
            Assert.InRange(place.GetProperty("region").GetProperty("startLine").GetInt32(), 1, 200);
        }
    }

    [Fact]
    public void Each_result_points_to_its_rule_which_has_a_summary_and_a_help_text()
    {
        using JsonDocument log = JsonDocument.Parse(RunOn(Faulty, ExitCode.Violated));
        JsonElement rules = TheRun(log).GetProperty("tool").GetProperty("driver").GetProperty("rules");

        Assert.NotEmpty(Results(log));
        foreach (JsonElement result in Results(log))
        {
            JsonElement rule = rules[result.GetProperty("ruleIndex").GetInt32()];
            Assert.Equal(result.GetProperty("ruleId").GetString(), rule.GetProperty("id").GetString());
            Assert.NotEmpty(Text(rule, "shortDescription"));
            Assert.NotEmpty(Text(rule, "help"));
        }
    }

    [Theory]
    [InlineData("self-conflicting-label", "error")]
    [InlineData("dead-conflict-set", "error")]
    [InlineData("unused-type", "error")]
    [InlineData("label-never-starts", "warning")]
    [InlineData("bootstrap-untrusted", "note")]
    public void The_level_of_a_result_is_the_severity_of_the_finding(string rule, string level)
    {
        using JsonDocument log = JsonDocument.Parse(RunOn(Faulty, ExitCode.Violated));

        JsonElement[] found = [.. Results(log).Where(result => result.GetProperty("ruleId").GetString() == rule)];
        Assert.NotEmpty(found);
        Assert.All(found, result => Assert.Equal(level, result.GetProperty("level").GetString()));
    }

    [Fact]
    public void A_path_with_a_blank_and_a_percent_sign_is_a_valid_URI()
    {
        string folder = Directory.CreateTempSubdirectory("verified-test").FullName;
        string file = Path.Combine(folder, "my 100%.xml");
        File.WriteAllText(file, Faulty);
        using JsonDocument log = JsonDocument.Parse(Run(ExitCode.Violated, file));
        Directory.Delete(folder, recursive: true);

        string uri = Results(log).First().GetProperty("locations")[0].GetProperty("physicalLocation")
            .GetProperty("artifactLocation").GetProperty("uri").GetString()!;
        Assert.StartsWith("file:///", uri, StringComparison.Ordinal);
        Assert.EndsWith("/my%20100%25.xml", uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_that_the_tool_can_name_is_listed_in_the_documentation()
    {
        string documented = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "policy-tool.md"));
        using JsonDocument log = JsonDocument.Parse(Run(ExitCode.Holds, Sample("customer-order.xml")));
        JsonElement rules = TheRun(log).GetProperty("tool").GetProperty("driver").GetProperty("rules");

        HashSet<string> named = [.. RuleName().Matches(documented).Select(match => match.Groups[1].Value)];
        Assert.All(rules.EnumerateArray(), rule => Assert.Contains(rule.GetProperty("id").GetString()!, named));
    }

    private static JsonElement TheRun(JsonDocument log) => Assert.Single(log.RootElement.GetProperty("runs").EnumerateArray());

    private static JsonElement.ArrayEnumerator Results(JsonDocument log) =>
        TheRun(log).GetProperty("results").EnumerateArray();

    private static string Text(JsonElement holder, string property) =>
        holder.GetProperty(property).GetProperty("text").GetString()!;

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "policies", name);

    private static string RunOn(string policy, int status)
    {
        string folder = Directory.CreateTempSubdirectory("verified-test").FullName;
        string file = Path.Combine(folder, "p.xml");
        File.WriteAllText(file, policy);
        string log = Run(status, file);
        Directory.Delete(folder, recursive: true);
        return log;
    }

    private static string Run(int status, string policy)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(status, CommandLine.Run(["prove", policy, "--sarif"], output, error));
        Assert.Empty(error.ToString());
        return output.ToString();
    }

    [GeneratedRegex("`([a-z]+(?:-[a-z]+)+)`")]
    private static partial Regex RuleName();
}
