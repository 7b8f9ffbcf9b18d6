using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>
/// Domains that domain 0 destroys at any moment of their lives, in any order, while they call, share and flood: nothing of
/// them is left behind, no frame, port or mapping. Time is made of instructions; the seed is in the test's name.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const string Survivor = "domain OrderWeb image=conformance memory=512 arg=idle\n";

    private static readonly string[] s_labels = ["OrderWeb", "OrderDatabase", "OrderWeb", "OrderDatabase", "Advertising", "OrderWeb"];

    private static readonly string[] s_deeds =
        ["random 10000000 1", "random 10000000 2", "greedy-events 9000", "fickle 9000", "greedy-console 9000", "share 9000"];

    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Domains_destroyed_at_any_moment_leave_no_frame_port_or_mapping_behind(int seed)
    {
        string victims = string.Concat(s_deeds.Select((deed, i) =>
            $"domain {s_labels[i]} image=hostile memory=512 arg={deed}\n"));

        long without = FreeFrames(Boot($"domain SystemManagement image=conformance memory=512 arg=reap {seed} 0 1 2\n" + Survivor));
        long after = FreeFrames(Boot(
            $"domain SystemManagement image=conformance memory=512 arg=reap {seed} {s_deeds.Length} 20 120\n" + Survivor + victims));

        Assert.Equal(without, after);
    }

    private static long FreeFrames(Ran ran)
    {
        const string Start = "[SystemManagement 0] free frames: ";
        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[SystemManagement 0] destroyed at any moment: ok", ran.Lines);
        string line = Assert.Single(ran.Lines, line => line.StartsWith(Start, StringComparison.Ordinal));
        return long.Parse(line[Start.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Ran Boot(string manifest)
    {
        _archive.Pack(manifest, "artifacts/image/guests/conformance.elf artifacts/image/guests/hostile.elf");
        return Shell.Run($"sh tools/qemu.sh artifacts/image/kernel.elf {_archive.Packed} -icount shift=0,sleep=off", seconds: 240);
    }
}
