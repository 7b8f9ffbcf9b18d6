using Verified.Verifier.Commands;

namespace Verified.Replay.Tests;

public sealed class ReplayCommandTests
{
    private const string Head = "{\"format\":\"verified-trace 1\",";

    [Fact]
    public void The_example_of_the_documentation_agrees_to_its_end()
    {
        Ran ran = Run("replay", Example());
        Assert.Equal(0, ran.Status);
        Assert.EndsWith("10 steps: the handlers and the specification agree\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("= -13 denied", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("small")]
    [InlineData("image")]
    public void A_trace_runs_on_tables_of_every_size(string sizes)
    {
        Ran ran = Replay(Head + $$"""
            "sizes":"{{sizes}}",
            "policy":{"bootstrap":"a","labels":[{"name":"n","types":[]},{"name":"a","types":[0]},{"name":"b","types":[0]}],"unlabeledDefined":true},
            "frames":{"first":4,"count":10},
            "domains":[{"label":"a","ram":2,"maximum":3,"privileged":true},{"label":"b","ram":2,"maximum":3}],
            "steps":[{"call":"alloc_unbound","arguments":{"caller":1,"dom":"0x7ff0","remote_dom":0},"result":1},
            {"call":"bind_interdomain","arguments":{"caller":0,"remote_dom":1,"remote_port":1},"result":1}]}
            """);
        Assert.Equal(0, ran.Status);
    }

    [Fact]
    public void A_result_that_is_not_the_traces_is_told_with_its_step()
    {
        string text = File.ReadAllText(Example()).Replace("\"remote_port\":1},\"result\":1", "\"remote_port\":1},\"result\":2", StringComparison.Ordinal);
        Ran ran = Replay(text);
        Assert.Equal(1, ran.Status);
        Assert.EndsWith("they part: step 2: result 1, the trace says 2\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_is_given_by_entries_of_tables_may_break_the_invariant_and_is_told()
    {
        Ran ran = Replay(Head + "\"sizes\":\"small\",\"tables\":[{\"field\":\"Ports.State\",\"at\":[1,5],\"value\":2}],\"steps\":[]}");
        Assert.Equal(1, ran.Status);
        Assert.Contains("they part: at the start: '", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"sizes\":\"small\",\"profile\":\"acm-xen-3.1\",\"steps\":[]}", "a trace of the profile 'acm-xen-3.1' cannot be replayed")]
    [InlineData("\"sizes\":\"small\",\"frames\":{\"first\":60,\"count\":20},\"steps\":[]}", "donate(64) fails at the start with -22")]
    [InlineData("\"sizes\":\"small\",\"memory\":[{\"frame\":64,\"offset\":0,\"value\":1}],\"steps\":[]}", "there is no frame 64")]
    [InlineData("\"sizes\":\"small\",\"tables\":[{\"field\":\"Ports.State\",\"at\":[4,0],\"value\":1}],\"steps\":[]}", "Ports.State has no entry at 4, 0")]
    [InlineData("\"sizes\":\"small\",\"steps\":[{\"set\":\"Ports.State\",\"at\":[0,8],\"value\":1}]}", "Ports.State has no entry at 0, 8")]
    public void A_trace_that_the_tables_cannot_hold_is_refused_in_one_line(string rest, string what)
    {
        Ran ran = Replay(Head + rest);
        Assert.Equal(2, ran.Status);
        Assert.Contains(what, ran.Error, StringComparison.Ordinal);
        Assert.Single(ran.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void However_strange_the_start_is_there_is_an_answer_and_no_stack_trace()
    {
        Random random = new(1);
        string[] fields = ["Leaves", "Domains.GrantFrame", "Mappings.Granter", "Ports.RemoteDomain", "Domains.Status", "Monitor.Current"];
        string[] indices = ["1,3", "1", "1,3", "1,3", "1", ""];
        for (int i = 0; i < 40; i++)
        {
            int field = random.Next(fields.Length);
            string value = field is 0 or 1 ? $"\"0x{random.NextInt64(1L << 32):x}\"" : $"{random.Next(256)}";
            Ran ran = Replay(Head + "\"sizes\":\"small\",\"tables\":["
                + $"{{\"field\":\"{fields[field]}\",\"at\":[{indices[field]}],\"value\":{value}}}],"
                + "\"steps\":[{\"call\":\"send\",\"arguments\":{\"caller\":1,\"port\":3}}]}");
            Assert.InRange(ran.Status, 0, 2);
        }
    }

    private static Ran Replay(string text)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        Ran ran = Run("replay", file);
        File.Delete(file);
        return ran;
    }

    private static Ran Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        output.NewLine = error.NewLine = "\n";
        return new(CommandLine.Run(args, output, error), output.ToString(), error.ToString());
    }

    private static string Example()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "Verified.sln"))) folder = Path.GetDirectoryName(folder);
        return Path.Combine(folder!, "docs/traces/order.json");
    }

    private sealed record Ran(int Status, string Output, string Error);
}
