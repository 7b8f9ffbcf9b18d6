using System.Globalization;

namespace Verified.EndToEnd.Tests;

/// <summary>
/// Linux domains that take what they can get, and Linux domains that are destroyed at any moment. Time is made of
/// instructions: the same run each time, however busy the host.
/// </summary>
public sealed class LinuxRobustnessTests : IDisposable
{
    private const string Linux = "image=linux memory=131072 console module=initrd arg=console=hvc0 quiet";
    private const string Survivor = "domain OrderWeb image=conformance memory=512 arg=idle\n";
    private const int Seconds = 900;

    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData("greedy", "flood: more than anybody wants to read", 100)]
    [InlineData("storm", "has sent 1000 events to itself", 60)]
    [InlineData("panic", "timer interrupts seen: yes", 100)]
    public void A_bystander_keeps_nine_tenths_of_its_share_whatever_a_Linux_does(string role, string evidence, int most)
    {
        Ran ran = Boot(
            "domain SystemManagement image=hostile memory=512 arg=share 3000 2000\n"
            + $"domain OrderDatabase {Linux} role={role} peer=1\n");

        Assert.Contains(ran.Lines, line => line.StartsWith("[OrderDatabase 1] " + evidence, StringComparison.Ordinal));
        long had = Figure(ran, "CPU time in microseconds: ");
        long waited = Figure(ran, "waited for its turn, in microseconds: ");
        // Of two domains each has a half; nine tenths of that. Who never waits has no one beside it that takes what it can.
        Assert.InRange(had * 100 / (had + waited), 45, most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Linux_domains_destroyed_at_any_moment_leave_no_frame_port_or_mapping_behind(int seed)
    {
        string pair = $"domain OrderDatabase {Linux} role=offer peer=3\ndomain OrderWeb {Linux} role=bind peer=2\n";

        long without = FreeFrames(Boot($"domain SystemManagement image=conformance memory=512 arg=reap {seed} 0 1 2\n" + Survivor));
        long after = FreeFrames(Boot(
            $"domain SystemManagement image=conformance memory=512 arg=reap {seed} 2 300 3000\n" + Survivor + pair));

        Assert.Equal(without, after);
    }

    private static long FreeFrames(Ran ran)
    {
        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[SystemManagement 0] destroyed at any moment: ok", ran.Lines);
        return Figure(ran, "free frames: ");
    }

    private static long Figure(Ran ran, string name)
    {
        string start = "[SystemManagement 0] " + name;
        string[] found = [.. ran.Lines.Where(line => line.StartsWith(start, StringComparison.Ordinal))];
        Assert.True(found.Length == 1, ran.Output);
        return long.Parse(found[0][start.Length..], CultureInfo.InvariantCulture);
    }

    private Ran Boot(string manifest)
    {
        Ran made = Shell.Run("sh tools/linux-guest.sh", seconds: Seconds);
        Assert.True(made.Status == 0, made.Output);
        const string Guests = "artifacts/image/guests";
        _archive.Pack(manifest, $"{Guests}/hostile.elf {Guests}/conformance.elf artifacts/linux/linux.elf artifacts/linux/initrd");
        return Shell.Run(
            $"QEMU_SECONDS={Seconds} sh tools/qemu.sh artifacts/image/kernel.elf {_archive.Packed} -m 768 -icount shift=0,sleep=off",
            seconds: Seconds);
    }
}
