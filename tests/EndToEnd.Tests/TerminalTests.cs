namespace Verified.EndToEnd.Tests;

/// <summary>What a person sees on a terminal, and a file does not: colour and progress.</summary>
public sealed class TerminalTests
{
    private const string Escape = "\u001b[";
    private const string Prove = "./verified prove policies/customer-order.xml";

    [Fact]
    public void On_a_terminal_verdicts_have_colours_and_the_work_is_named_while_it_lasts()
    {
        Ran ran = OnTerminal("TERM=xterm-256color", Prove);
        Assert.Equal(0, ran.Status);
        Assert.Contains($"{Escape}", ran.Output, StringComparison.Ordinal);
        Assert.Matches("isolation +\u001b\\[[0-9;]*mholds", ran.Output);
        Assert.Contains("proving policies/customer-order.xml", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_NO_COLOR_verdicts_have_none()
    {
        Ran ran = OnTerminal("TERM=xterm-256color NO_COLOR=1", Prove);
        Assert.Equal(0, ran.Status);
        Assert.Matches("isolation +holds", ran.Output);
    }

    [Fact]
    public void In_a_file_there_is_neither()
    {
        Ran ran = Shell.Run(Prove);
        Assert.Equal(0, ran.Status);
        Assert.DoesNotContain(Escape, ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("proving", ran.Output, StringComparison.Ordinal);
    }

    private static Ran OnTerminal(string environment, string command) =>
        Shell.Run($"{environment} script -qec '{command}' /dev/null");
}
