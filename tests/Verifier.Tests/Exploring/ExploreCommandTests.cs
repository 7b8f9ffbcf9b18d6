using System.Text.Json;
using Verified.Explorer;
using Verified.Explorer.Configurations;
using Verified.Explorer.Product;
using Verified.Explorer.Search;
using Verified.Traces;
using Verified.Verifier.Commands;

namespace Verified.Verifier.Tests.Exploring;

public sealed class ExploreCommandTests : IDisposable
{
    private const string Pair = """
        {
          "name": "pair",
          "domains": ["trusted", "red"],
          "frames": 2,
          "framesADomain": 1,
          "operations": ["alloc_unbound", "bind_interdomain", "close"],
          "atOnce": 3
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("verified-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_small_configuration_is_seen_to_the_end_and_holds()
    {
        (int code, string output, string error) = Run("--config", Write(Pair));

        Assert.Equal(ExitCode.Holds, code);
        Assert.Empty(error);
        Assert.Contains("nothing is wrong in any reachable state: configuration 'pair' of product", output, StringComparison.Ordinal);
        Assert.Contains("bounded by: 3 things in use at once", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_stops_it_and_it_says_what_it_says_nothing_of()
    {
        (int code, string output, _) = Run("--config", Write(Pair), "--max-depth", "1", "--no-oracle");

        Assert.Equal(ExitCode.Unknown, code);
        Assert.Matches(@"^stopped at the bound on depth: .* [0-9]+ states that were reached are not gone on from", output);
    }

    [Fact]
    public void As_JSON_it_says_the_same_every_time()
    {
        string file = Write(Pair);
        (_, string one, _) = Run("--config", file, "--json", "--jobs", "1");
        (_, string two, _) = Run("--config", file, "--json", "--jobs", "2");
        using JsonDocument json = JsonDocument.Parse(one);

        Assert.Equal(one, two);
        Assert.Equal("verified-explore-1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal("complete", json.RootElement.GetProperty("end").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("violations").GetArrayLength());
    }

    [Fact]
    public void A_violation_of_the_old_system_is_written_as_a_trace_that_can_be_shown()
    {
        string trace = Path.Combine(_folder, "trace.json");
        string file = Write("""{ "name": "wall", "operations": ["create_domain"], "violations": 1 }""");
        (int code, string output, _) = Run("--profile", "acm-xen-3.1", "--config", file, "--trace", trace);
        using StringWriter chart = new();

        Assert.Equal(ExitCode.Violated, code);
        Assert.StartsWith("VIOLATED, conflict set: two types of conflict set 0 run", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Holds, CommandLine.Run(["trace", trace], chart, chart));
        Assert.Contains("create_domain(ssidref 4", chart.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_way_of_the_explorer_is_replayed_on_the_kernel_beside_the_specification(bool wholeSequences)
    {
        Configuration configuration = Defaults.Product with { WholeSequences = wholeSequences, AtOnce = 3 };
        ISystem system = new ProductProfile().Prepare(configuration, oracle: false);
        BreadthFirst search = new(system, Bounds.None with { States = 2000 }, 2);
        int states = search.Run(null, TestContext.Current.CancellationToken).Figures.States;
        string file = Path.Combine(_folder, "way.json");
        for (int state = states - 1; state > 0; state -= states / 5)
        {
            File.WriteAllBytes(file, TraceWriter.Write(system.Record(search.WayTo(state), "a way")));
            using StringWriter output = new();

            int code = CommandLine.Run(["replay", file], output, output);

            Assert.True(code == ExitCode.Holds, $"{code}: {output}");
        }
    }

    [Theory]
    [InlineData("{\n \"frames\": 0\n}", ":2: expected a whole number from 1 to")]
    [InlineData("{\n \"frames\": \"six\"\n}", ":2: expected a number")]
    [InlineData("{\n\n \"colour\": 1\n}", ":3: unknown property 'colour'")]
    [InlineData("{ \"name\": \"a\",\n \"name\": \"b\" }", ":2: 'name' stands twice")]
    [InlineData("{ \"events\": \"lost\" }", ":1: expected \"kept\" or \"taken\"")]
    [InlineData("{ \"domains\": [] }", ": there are 1 to 4 domains")]
    [InlineData("{ \"domains\": [\"trusted\", \"green\"] }", ": a domain's label 'green' is in each policy")]
    [InlineData("{ \"domains\": [\"red\"] }", ": domain 0 carries the bootstrap label")]
    [InlineData("{ \"operations\": [\"reboot\"] }", ": there is no operation 'reboot'")]
    [InlineData("{ \"frames\": 12 }", ": there are at most 6 frames")]
    [InlineData("{ \"frames\": 4, \"framesADomain\": 2 }", ": what the domains may own, 2 frames each, is set aside: there are at least 6")]
    [InlineData("{", ":1: not well-formed JSON")]
    [InlineData("[]", ":1: expected an object")]
    [InlineData("{ } { }", ":1: ")]
    public void A_configuration_that_makes_no_sense_is_refused_in_one_line(string text, string wanted)
    {
        string file = Write(text);
        (int code, string output, string error) = Run("--config", file);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.StartsWith(file + wanted, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--profile", "xen-9")]
    [InlineData("--max-states", "0")]
    [InlineData("--jobs", "many")]
    [InlineData("--config", "no-such-file.json")]
    public void An_option_that_makes_no_sense_is_refused_in_one_line(string option, string value)
    {
        (int code, string output, string error) = Run(option, value);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private string Write(string text)
    {
        string file = Path.Combine(_folder, "configuration.json");
        File.WriteAllText(file, text);
        return file;
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(["explore", .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
