using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>
/// A search for leaks between domains of different coalitions: one fills all that a guest reaches with a pattern, another
/// looks for it in all that a guest reaches (guests/Leak). Time is made of instructions: the same run each time.
/// </summary>
public sealed class LeakTests : IDisposable
{
    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public void Nothing_of_one_domain_is_in_the_registers_or_memory_of_another_while_it_runs_or_when_it_is_destroyed(int pattern)
    {
        Ran ran = Boot(
            "domain SystemManagement image=leak memory=1024 arg=destroy 1 220\n"
            + $"domain OrderWeb image=leak memory=1024 arg=fill {pattern} 200\n"
            + $"domain Advertising image=leak memory=1024 arg=scan {pattern} 200 260\n");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[OrderWeb 1] filled everything, more than 20 times: 1", ran.Lines);
        Assert.Contains("[SystemManagement 0] destroys it: 0", ran.Lines);
        string[] expected =
        [
            "first state is that of a reset: 1", "found in the first registers: 0", "found in the first memory: 0",
            "looked at all registers, more than 20 times: 1", "found in registers and shared_info: 0",
            "frames taken again: 64", "words in them that are not 0: 0", "found in them: 0",
        ];
        string[] found = [.. ran.Lines.Where(line => line.StartsWith("[Advertising 2] ", StringComparison.Ordinal))];
        Assert.Equal(expected.Select(line => "[Advertising 2] " + line), found);
    }

    [Fact]
    public void What_the_search_for_leaks_spreads_it_finds_in_its_own_registers_and_memory()
    {
        Ran ran = Boot("domain SystemManagement image=leak memory=1024 arg=both 7\n");

        Assert.True(ran.Status == 0, ran.Output);
        string[] expected =
        [
            "found in breakpoint registers: 4", "found in CR2 and PKRU: 2", "XCR0: 7", "found in MSRs: 11",
            "found in XMM: 1", "found in YMM: 1", "found in memory: 1",
        ];
        Assert.Equal(expected.Select(line => "[SystemManagement 0] " + line), ran.Lines);
    }

    private Ran Boot(string manifest)
    {
        _archive.Pack(manifest, "artifacts/image/guests/leak.elf");
        return Shell.Run($"sh tools/qemu.sh artifacts/image/kernel.elf {_archive.Packed} -icount shift=0,sleep=off", seconds: 240);
    }
}
