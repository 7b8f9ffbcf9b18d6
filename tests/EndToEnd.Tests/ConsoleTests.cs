namespace Verified.EndToEnd.Tests;

/// <summary>Domain 0 as a console: what a person does with domains, policies and labels.</summary>
public sealed class ConsoleTests : IDisposable
{
    private const string OrderDatabase = "<Name>OrderDatabase</Name>\n        <SimpleTypeEnforcementTypes>\n          <Type>Order</Type>";
    private const string Apart = "<Name>OrderDatabase</Name>\n        <SimpleTypeEnforcementTypes>\n          <Type>Computing</Type>";

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

    [Theory]
    [InlineData("make", "make: no such command; 'help' lists them")]
    [InlineData("create", "usage: create NAME LABEL IMAGE [KIB [ARGUMENT...]]")]
    [InlineData("create c Nobody counter", "Nobody: no VM label of the policy; 'policy show' lists them")]
    [InlineData("create c vDiskOrder counter", "vDiskOrder: no VM label of the policy; 'policy show' lists them")]
    [InlineData("create c Computing nothing", "nothing: no such file in the boot archive; 'files' lists them")]
    [InlineData("create c Computing manifest", "manifest: no 64-bit x86 ELF executable; build it again")]
    [InlineData("create c Computing counter 63", "63: memory is a multiple of 4 KiB, from 64 to 261120; change it")]
    [InlineData("create c Computing counter 261120", "c: no memory or no domain id is left; destroy a domain first (-12)")]
    [InlineData("create 7 Computing counter", "7: a name is not a number; put a letter in")]
    [InlineData("create dom0 Computing counter", "dom0: there is a domain of this name; choose another")]
    [InlineData("destroy nobody", "nobody: no such domain; 'list' shows them")]
    [InlineData("destroy 0", "dom0[0]: not possible with this one; 'help' tells what is (-22)")]
    [InlineData("policy change nothing", "nothing: no such file in the boot archive; 'files' lists them")]
    [InlineData("policy change counter", "counter: no binary policy with names; make it with: verified convert POLICY.xml --to binary")]
    [InlineData("restore counter", "counter: no saved domain, or none of this name; give QEMU's file of the second serial port")]
    public void What_cannot_be_done_is_said_in_one_line(string line, string answer) => Said(line, answer);

    [Fact]
    public void Every_command_has_its_help()
    {
        string[] commands = [.. s_console.Value.Type("help")
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .SelectMany(line => line[..24].Split(',', StringSplitOptions.TrimEntries))
            .Select(name => name.Split(' ')[0])];

        Assert.Equal(14, commands.Length);
        Assert.All(commands, name => Assert.StartsWith("usage: " + name, s_console.Value.Type("help " + name)[0], StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_is_edited_and_a_line_too_long_is_cut()
    {
        s_console.Value.Send("lisx\b\u007fst\u001b[A\u0001");
        Assert.StartsWith("name ", s_console.Value.Type("")[0], StringComparison.Ordinal);
        s_console.Value.Send("nonsense\u0015");
        Assert.StartsWith("name ", s_console.Value.Type("list")[0], StringComparison.Ordinal);
        string answer = Assert.Single(s_console.Value.Type(new string('x', 500)));
        Assert.Equal(new string('x', 200) + ": no such command; 'help' lists them", answer);
    }

    [Fact]
    public void A_change_of_the_policy_is_refused_with_what_stands_against_it_and_then_revokes_it()
    {
        using ConsoleSession console = _machine.Boot(null, _machine.Policy("apart", OrderDatabase, Apart));
        Share(console);

        Assert.Equal(
            [
                "apart.bin: refused, nothing has changed; 'revoke' takes channels and mappings away, not the rest:",
                "  event channel: db[1] and web[2], whose labels would share no type",
                "  mapping: web[2] has a page of db[1], whose labels would share no type",
            ],
            console.Type("policy change apart.bin"));
        Assert.Equal("policy customer-order 1.0", console.Type("policy show")[0]);
        int before = console.Seen.Length;
        Assert.Equal(["policy customer-order 1.1 is in force"], console.Type("policy change apart.bin revoke"));
        console.Await("[OrderDatabase 1] an event: the channel is open no more", before);
        console.Await("[OrderWeb 2] an event: the channel is open no more", before);
        Assert.Equal("policy customer-order 1.1", console.Type("policy show")[0]);
        console.Type("create late OrderWeb partner 512 bind 1 1");
        console.Await("[OrderWeb 3] binds domain 1: -13 denied by the policy", before);
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void A_domain_gets_another_label_when_the_sharing_that_it_loses_is_revoked()
    {
        using ConsoleSession console = _machine.Boot();
        Share(console);

        string[] refused = console.Type("label db Computing");
        Assert.StartsWith("db: refused, nothing has changed", refused[0], StringComparison.Ordinal);
        Assert.Contains("  event channel: db[1] and web[2], whose labels would share no type", refused);
        Assert.Equal(["db[1] is labelled OrderDatabase"], console.Type("label db"));
        Assert.Equal(["db[1] is labelled Computing"], console.Type("label db Computing revoke"));
        console.Await("[Computing 1] an event: the channel is open no more");
        console.Await("[OrderWeb 2] an event: the channel is open no more");
        Assert.Equal(
            ["web: refused, nothing has changed; revoking does not help against:", "  domain: web[2] would get a label that is unknown, or domain 0's alone"],
            console.Type("label web SystemManagement revoke"));
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

    private static void Share(ConsoleSession console)
    {
        Assert.Equal(["db[1] created"], console.Type("create db OrderDatabase partner 512 offer 2"));
        Assert.Equal(["web[2] created"], console.Type("create web OrderWeb partner 512 bind 1 1"));
        console.Await("[OrderWeb 2] binds domain 1: 1; maps its page: 0, it says \"3 crates of oranges\"");
        console.Await("[OrderDatabase 1] an event");
    }

    private static void Said(string line, string answer) =>
        Assert.Equal(answer, s_console.Value.Type(line).Last(text => !text.StartsWith("denied:", StringComparison.Ordinal)));

    // One machine for everything that changes nothing.
    private static readonly ConsoleMachine s_shared = new();
    private static readonly Lazy<ConsoleSession> s_console = new(() => s_shared.Boot());
}
