namespace Verified.EndToEnd.Tests;

/// <summary>Another policy, and other labels, put in force from the console while domains share.</summary>
public sealed class ConsolePolicyTests : IDisposable
{
    private const string OrderDatabase = "<Name>OrderDatabase</Name>\n        <SimpleTypeEnforcementTypes>\n          <Type>Order</Type>";
    private const string Apart = "<Name>OrderDatabase</Name>\n        <SimpleTypeEnforcementTypes>\n          <Type>Computing</Type>";

    private readonly ConsoleMachine _machine = new();

    public void Dispose() => _machine.Dispose();

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
        console.Await(" 1] an event: the channel is open no more");
        console.Await("[OrderWeb 2] an event: the channel is open no more");
        Assert.Equal(
            ["web: refused, nothing has changed; revoking does not help against:", "  domain: web[2] would get a label that is unknown, or domain 0's alone"],
            console.Type("label web SystemManagement revoke"));
        Assert.Equal(0, console.Shutdown());
    }

    private static void Share(ConsoleSession console)
    {
        Assert.Equal(["db[1] created"], console.Type("create db OrderDatabase partner 512 offer 2"));
        Assert.Equal(["web[2] created"], console.Type("create web OrderWeb partner 512 bind 1 1"));
        console.Await("[OrderWeb 2] binds domain 1: 1; maps its page: 0, it says \"3 crates of oranges\"");
        console.Await("[OrderDatabase 1] an event");
    }
}
