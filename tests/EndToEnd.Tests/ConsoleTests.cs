using System.Globalization;
using System.Text.RegularExpressions;

namespace Verified.EndToEnd.Tests;

/// <summary>Domain 0 as a console: what a person does with domains.</summary>
public sealed class ConsoleTests : IDisposable
{
    private readonly ConsoleMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Domains_are_created_listed_paused_and_destroyed()
    {
        using ConsoleSession console = _machine.Boot();

        Assert.Equal(["c[1] created"], console.Type("create c Computing counter"));
        console.Await("[Computing 1] counted to 10");
        Assert.Equal(["c[1] paused"], console.Type("pause c"));
        string[] list = console.Type("list");
        Assert.Equal(3, list.Length);
        Assert.StartsWith("dom0            0   SystemManagement  r      8192", list[1], StringComparison.Ordinal);
        Assert.StartsWith("c               1   Computing         p      512", list[2], StringComparison.Ordinal);
        Assert.Equal(["c[1] runs"], console.Type("unpause 1"));
        console.Await("[Computing 1] counted to 20");
        Assert.Equal(["c[1] destroyed"], console.Type("destroy 1"));
        Assert.Equal(2, console.Type("list").Length);
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void Ports_and_mappings_in_use_are_listed_and_denials_can_be_read_again()
    {
        using ConsoleSession console = _machine.Boot();
        Assert.Equal(["nothing has been denied since boot"], console.Type("log"));
        console.Type("create db OrderDatabase partner 512 offer 2");
        console.Type("create web OrderWeb partner 512 bind 1 1");
        console.Await("[OrderWeb 2] binds domain 1: 1; maps its page: 0");
        console.Type("create ads Advertising partner 512 bind 1 1");
        console.Await("[Advertising 3] binds domain 1: -13");
        console.Type("create rival CompetitorOrder counter");

        string[] list = console.Type("list");
        Assert.EndsWith("ports maps", list[0], StringComparison.Ordinal);
        Assert.Matches("^db .* 1     0$", list[2]);
        Assert.Matches("^web .* 1     1$", list[3]);
        Assert.Matches("^ads .* 0     0$", list[4]);
        Assert.Equal(
            [
                "1     Advertising[3] -> OrderDatabase[1] at bind_interdomain",
                "2     Advertising[3] -> OrderDatabase[1] at map_grant_ref",
                "3     SystemManagement[0] -> CompetitorOrder at createdomain",
            ],
            console.Type("log"));
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void What_a_domain_cost_and_why_it_was_stopped_is_counted_from_its_creation_on()
    {
        using ConsoleSession console = _machine.Boot();
        console.Type("create c Computing counter");
        console.Await("[Computing 1] counted to 10");
        console.Type("pause c");
        Statistics first = new(console.Type("stats c"));
        Assert.Equal(0UL, first["denials"]);
        // Each line that it prints is a hypercall at least; nothing else of it exits so often.
        Assert.InRange(first["hypercalls"], 10UL, 1000UL);
        Assert.InRange(first["ns of CPU time"], 1UL, ulong.MaxValue);
        Assert.InRange(first["times"], 1UL, first["interrupts"] + first["hypercalls"] + first["HLT"]);
        Assert.Equal(first.Text, new Statistics(console.Type("stats 1")).Text);

        console.Type("unpause c");
        console.Await("[Computing 1] counted to 20");
        console.Type("pause c");
        Statistics second = new(console.Type("stats c"));
        Assert.InRange(second["hypercalls"], first["hypercalls"] + 10, ulong.MaxValue);
        Assert.True(second["ns of CPU time"] > first["ns of CPU time"]);

        console.Type("create ads Advertising partner 512 bind 1 1");
        console.Await("[Advertising 2] binds domain 1: -13");
        Assert.Equal(2UL, new Statistics(console.Type("stats ads"))["denials"]);
        console.Type("destroy c");
        Assert.Equal(["c: no such domain; 'list' shows them"], console.Type("stats c"));
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void The_Chinese_Wall_stands_against_a_domain_until_the_other_is_gone()
    {
        using ConsoleSession console = _machine.Boot();
        console.Type("create web OrderWeb counter");

        Assert.Contains(
            console.Type("create rival CompetitorOrder counter"),
            line => line.StartsWith("rival: a domain labelled CompetitorOrder may not run here now", StringComparison.Ordinal));
        console.Type("destroy web");
        Assert.Equal(["rival[2] created"], console.Type("create rival CompetitorOrder counter"));
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void A_hundred_domains_created_and_destroyed_lose_no_frame()
    {
        using ConsoleSession console = _machine.Boot();
        uint before = MostFrames(console);
        for (int i = 0; i < 100; i++)
        {
            Assert.Contains("created", Assert.Single(console.Type("create c Computing partner 256 offer 0")), StringComparison.Ordinal);
            Assert.Contains("destroyed", Assert.Single(console.Type("destroy c")), StringComparison.Ordinal);
        }

        Assert.Equal(before, MostFrames(console));
        Assert.Equal(0, console.Shutdown());
    }

    /// <summary>How many frames of RAM a domain can have at most, exactly.</summary>
    private static uint MostFrames(ConsoleSession console)
    {
        uint possible = 64, impossible = 32_768;
        while (impossible - possible > 1)
        {
            uint middle = (possible + impossible) / 2;
            bool fits = console.Type($"create big Computing counter {middle * 4}").Any(line => line.Contains("created", StringComparison.Ordinal));
            if (fits)
                console.Type("destroy big");
            (possible, impossible) = fits ? (middle, impossible) : (possible, middle);
        }

        return possible;
    }

    /// <summary>What <c>stats DOMAIN</c> shows: each number stands before its word.</summary>
    private sealed class Statistics(string[] lines)
    {
        public string Text { get; } = string.Join(", ", lines);

        public ulong this[string word] =>
            ulong.Parse(Regex.Match(Text, $"([0-9]+) {word}").Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
