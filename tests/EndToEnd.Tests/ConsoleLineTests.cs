namespace Verified.EndToEnd.Tests;

/// <summary>What is typed at the console and changes nothing: mistakes, help, editing. One machine serves all tests.</summary>
public sealed class ConsoleLineTests(ConsoleLineTests.OneRun run) : IClassFixture<ConsoleLineTests.OneRun>
{
    [Theory]
    [InlineData("make", "make: no such command; 'help' lists them")]
    [InlineData("create", "usage: create NAME LABEL IMAGE [KIB [ARGUMENT...]]")]
    [InlineData("create c Nobody counter", "Nobody: no VM label of the policy; 'policy show' lists them")]
    [InlineData("create c vDiskOrder counter", "vDiskOrder: no VM label of the policy; 'policy show' lists them")]
    [InlineData("create c Computing nothing", "nothing: no such file in the boot archive; 'files' lists them")]
    [InlineData("create c Computing manifest", "manifest: no x86 ELF executable; build it again")]
    [InlineData("create c Computing counter 63", "63: memory is a multiple of 4 KiB, from 64 to 261120; change it")]
    [InlineData("create c Computing counter 261120", "c: no memory or no domain id is left; destroy a domain first (-12)")]
    [InlineData("create 7 Computing counter", "7: a name is not a number; put a letter in")]
    [InlineData("create dom0 Computing counter", "dom0: there is a domain of this name; choose another")]
    [InlineData("destroy nobody", "nobody: no such domain; 'list' shows them")]
    [InlineData("destroy 0", "dom0[0]: not possible with this one; 'help' tells what is (-22)")]
    [InlineData("policy change nothing", "nothing: no such file in the boot archive; 'files' lists them")]
    [InlineData("policy change counter", "counter: no binary policy with names; make it with: verified convert POLICY.xml --to binary")]
    [InlineData("restore counter", "counter: no saved domain, or none of this name; give QEMU's file of the second serial port")]
    public void What_cannot_be_done_is_said_in_one_line(string line, string answer) =>
        Assert.Equal([answer], run.Console.Type(line));

    [Fact]
    public void Every_command_has_its_help()
    {
        string[] commands = [.. run.Console.Type("help")
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .SelectMany(line => line[..24].Split(',', StringSplitOptions.TrimEntries))
            .Select(name => name.Split(' ')[0])];

        Assert.Equal(14, commands.Length);
        Assert.All(commands, name => Assert.StartsWith("usage: " + name, run.Console.Type("help " + name)[0], StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_is_edited_and_a_line_too_long_is_cut()
    {
        Assert.StartsWith("name ", run.Console.Type("lisx\b\u007fst\u001b[A\u0001")[0], StringComparison.Ordinal);
        Assert.StartsWith("name ", run.Console.Type("nonsense\u0015list")[0], StringComparison.Ordinal);
        string answer = Assert.Single(run.Console.Type(new string('x', 500)));
        Assert.Equal(new string('x', 200) + ": no such command; 'help' lists them", answer);
    }

    /// <summary>The machine.</summary>
    public sealed class OneRun : IDisposable
    {
        private readonly ConsoleMachine _machine = new();

        public OneRun() => Console = _machine.Boot();

        internal ConsoleSession Console { get; }

        public void Dispose()
        {
            Console.Dispose();
            _machine.Dispose();
        }
    }
}
