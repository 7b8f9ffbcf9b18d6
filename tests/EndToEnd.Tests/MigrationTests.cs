namespace Verified.EndToEnd.Tests;

/// <summary>
/// The paper's migration: a domain saved on one machine (one QEMU) goes on on another, under the same policy; its label
/// goes along by name.
/// </summary>
public sealed class MigrationTests(MigrationTests.Saved saved) : IClassFixture<MigrationTests.Saved>
{
    [Fact]
    public void A_domain_goes_on_where_it_was_saved()
    {
        using ConsoleSession console = saved.Machine.Boot(null, saved.Stream);

        Assert.Equal(["web[1] restored"], console.Type("restore stream"));
        Assert.Equal(["web[1] is labelled OrderWeb"], console.Type("label web"));
        console.Await("[OrderWeb 1] counted to 30");
        Assert.DoesNotContain("[OrderWeb 1] counted to 0\n", console.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("registers have changed", console.Seen, StringComparison.Ordinal);
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void The_Chinese_Wall_of_the_other_machine_refuses_it_and_nothing_is_left_behind()
    {
        using ConsoleSession console = saved.Machine.Boot(null, saved.Stream);
        console.Type("create rival CompetitorOrder partner 256 offer 0");
        string[] before = console.Type("list");

        Assert.Contains(
            console.Type("restore stream"),
            line => line.StartsWith("web: a domain labelled OrderWeb may not run here now", StringComparison.Ordinal));
        Assert.Equal(before.Length, console.Type("list").Length);
        console.Type("destroy rival");
        Assert.Equal(["web[2] restored"], console.Type("restore stream web"));
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void A_machine_whose_policy_lacks_the_label_refuses_it()
    {
        string other = saved.Machine.Policy("lacks", "<Name>OrderWeb</Name>", "<Name>OrderShop</Name>");
        using ConsoleSession console = saved.Machine.Boot(other, saved.Stream);

        Assert.Equal(
            ["stream: this policy has no label OrderWeb; put the policy in force that the domain was saved under"],
            console.Type("restore stream"));
        Assert.Equal(2, console.Type("list").Length);
        Assert.Equal(0, console.Shutdown());
    }

    [Fact]
    public void A_machine_under_another_policy_that_has_the_label_refuses_it_too()
    {
        string other = saved.Machine.Policy("newer", "<Name>OrderWeb</Name>", "<Name>OrderWeb</Name>");
        using ConsoleSession console = saved.Machine.Boot(other, saved.Stream);

        Assert.Equal(
            ["stream: saved under another policy; put the same name, version and hash in force on both machines"],
            console.Type("restore stream"));
        Assert.Equal(2, console.Type("list").Length);
        Assert.Equal(0, console.Shutdown());
    }

    [Theory]
    [InlineData(8, "stream: saved in another version of the format; save it again there with this version")]
    [InlineData(353, "stream: its checksum is wrong: it was changed or cut; copy it again")]
    [InlineData(2000, "stream: its checksum is wrong: it was changed or cut; copy it again")]
    [InlineData(20, "stream: no saved domain, or none of this name; give QEMU's file of the second serial port")]
    public void A_stream_that_was_changed_is_refused_before_anything_is_made(int at, string answer)
    {
        byte[] bytes = File.ReadAllBytes(saved.Stream);
        bytes[at] ^= 0x40;
        string folder = Directory.CreateDirectory(saved.Machine.File("changed" + at)).FullName;
        string changed = Path.Combine(folder, "stream");
        File.WriteAllBytes(changed, at == 20 ? bytes[..^1] : bytes);
        using ConsoleSession console = saved.Machine.Boot(null, changed);

        Assert.Equal([answer], console.Type("restore stream"));
        Assert.Equal(2, console.Type("list").Length);
        Assert.Equal(0, console.Shutdown());
    }

    /// <summary>A domain that counted to 20 or a little more, as saved on a first machine.</summary>
    public sealed class Saved : IDisposable
    {
        public Saved()
        {
            using ConsoleSession console = Machine.Boot();
            console.Type("create web OrderWeb counter 256");
            console.Await("[OrderWeb 1] counted to 20");
            string answer = Assert.Single(console.Type("save web"));
            Assert.EndsWith("it is gone from here", answer, StringComparison.Ordinal);
            Assert.Equal(2, console.Type("list").Length);
            Assert.Equal(0, console.Shutdown());
            Stream = Machine.File("stream");
            File.Move(Machine.File("saved1"), Stream);
        }

        internal string Stream { get; }

        internal ConsoleMachine Machine { get; } = new();

        public void Dispose() => Machine.Dispose();
    }
}
