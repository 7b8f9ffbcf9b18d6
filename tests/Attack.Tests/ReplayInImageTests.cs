using System.Globalization;
using Verified.EndToEnd.Tests;

namespace Verified.Attack.Tests;

/// <summary><c>verified replay TRACE --qemu</c>: a scripted guest makes a trace's steps inside the image.</summary>
public sealed class ReplayInImageTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_image_gives_the_results_of_the_handlers_on_the_host()
    {
        Ran ran = Shell.Run("./verified replay docs/traces/order.json --qemu");
        Assert.True(ran.Status == 0, ran.Output);
        Assert.Equal("10 steps: the image gives the same results", ran.Lines[^1]);
    }

    [Fact]
    public void Where_the_image_gives_another_result_is_told()
    {
        // Small tables have 8 ports, of which 7 can be had; the image's have more.
        string calls = string.Join(",\n", Enumerable.Repeat(
            "{\"call\":\"alloc_unbound\",\"arguments\":{\"caller\":0,\"dom\":\"0x7ff0\",\"remote_dom\":0}}", 8));
        Ran ran = Replay(calls);
        Assert.Equal(1, ran.Status);
        Assert.Equal("they part: step 8: the image gives 8, the host -28 no space", ran.Lines[^1]);
    }

    [Fact]
    public void A_step_that_no_guest_makes_is_refused_in_one_line()
    {
        Ran ran = Replay("{\"call\":\"unpause\",\"arguments\":{\"domain\":0}}");
        Assert.Equal(2, ran.Status);
        Assert.Equal(
            $"{_file}: step 1 is a step of the hypervisor's own (unpause): no guest makes it; replay without --qemu",
            ran.Lines[^1]);
    }

    private Ran Replay(string steps)
    {
        File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $$"""
            {"format":"verified-trace 1","sizes":"small",
            "policy":{"bootstrap":"a","labels":[{"name":"n","types":[]},{"name":"a","types":[0]}]},
            "frames":{"first":8,"count":10},"domains":[{"label":"a","ram":2,"maximum":3,"privileged":true}],
            "steps":[{{steps}}]}
            """));
        return Shell.Run($"./verified replay {_file} --qemu");
    }
}
