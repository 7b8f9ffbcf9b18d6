namespace Verified.EndToEnd.Tests;

/// <summary>The sHype paper's example, from the XML file to what its domains see inside QEMU.</summary>
public sealed class CustomerOrderTests(CustomerOrderTests.OneRun run) : IClassFixture<CustomerOrderTests.OneRun>
{
    [Fact]
    public void The_main_job_holds_and_says_so_within_40_lines()
    {
        Assert.True(run.Result.Status == 0, run.Result.Output);
        Assert.InRange(run.Result.Output.Split('\n').Length, 20, 40);
    }

    [Theory]
    [InlineData("isolation       holds")]
    [InlineData("cooperation     holds")]
    [InlineData("never together  holds")]
    [InlineData("verdict         holds")]
    public void The_policy_is_proved_before_anything_boots(string line)
    {
        int proved = IndexOf(line);
        Assert.InRange(proved, 0, IndexOf("booting ") - 1);
    }

    [Theory]
    [InlineData("[OrderWeb 2]", "reads \"order 4711: 3 crates of oranges\"")]
    [InlineData("[OrderDatabase 3]", "the page now says \"4711 confirmed\"")]
    [InlineData("[OrderWeb 2]", "answer: \"block 0 of vDiskOrder\"")]
    [InlineData("[Advertising 4]", "answer: \"block 0 of vDiskAds\"")]
    public void Domains_of_a_coalition_and_the_disk_server_share(string speaker, string what) => Says(speaker, what);

    [Theory]
    [InlineData("[Advertising 4]", "alloc_unbound -13 denied, bind_interdomain -13 denied, grant map -8 denied")]
    [InlineData("[Advertising 4]", "for vDiskOrder; answer: \"refused\"")]
    [InlineData("[Computing 5]", "toward OrderWeb -13 denied, toward Advertising -13 denied")]
    public void Domains_of_other_coalitions_are_denied_at_every_door(string speaker, string what) => Says(speaker, what);

    [Theory]
    [InlineData("denied: Advertising[4] -> OrderWeb[2] at alloc_unbound")]
    [InlineData("denied: Advertising[4] -> OrderDatabase[3] at bind_interdomain")]
    [InlineData("denied: Advertising[4] -> OrderDatabase[3] at map_grant_ref")]
    [InlineData("denied: Advertising -> vDiskOrder at getdecision, asked by VDiskServer[1]")]
    public void The_console_shows_every_denial_with_both_labels(string line) =>
        Assert.Contains(line, run.Result.Lines);

    [Fact]
    public void The_same_input_gives_the_same_archive()
    {
        byte[] first = File.ReadAllBytes(Path.Combine(Shell.Root, "artifacts/run/customer-order.cpio"));
        Ran again = Shell.Run("sh tools/run.sh policies/customer-order.xml");
        byte[] second = File.ReadAllBytes(Path.Combine(Shell.Root, "artifacts/run/customer-order.cpio"));

        Assert.Equal(0, again.Status);
        Assert.Equal(first, second);
    }

    [Fact]
    public void A_policy_whose_intent_fails_is_not_booted()
    {
        Ran ran = Shell.Run("sh tools/run.sh policies/leaky-order.xml");

        Assert.True(ran.Status == 1, ran.Output);
        Assert.DoesNotContain(ran.Lines, line => line.StartsWith("booting", StringComparison.Ordinal));
    }

    private int IndexOf(string start) =>
        Array.FindIndex(run.Result.Lines, line => line.StartsWith(start, StringComparison.Ordinal));

    private void Says(string speaker, string what) => Assert.Contains(
        run.Result.Lines,
        line => line.StartsWith(speaker, StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal));

    /// <summary>One run of the main job, shared by the tests.</summary>
    public sealed class OneRun
    {
        // The first run proves the whole image.
        public OneRun() => Result = Shell.Run("sh tools/run.sh policies/customer-order.xml", seconds: 900);

        internal Ran Result { get; }
    }
}
