using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>Guests under QEMU that do what no guest should: they end themselves, or nothing at all.</summary>
public sealed class HostileGuestTests : IDisposable
{
    private const int GuestFailed = 83;
    private const int Stuck = 81;

    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData("memory", "guest-physical address 0xe000000")]
    [InlineData("undefined", "triple fault")]
    [InlineData("vmrun", "triple fault")]
    [InlineData("xsetbv", "triple fault")]
    [InlineData("outs", "exit 0x7b")]
    [InlineData("msr", "triple fault")]
    public void A_guest_that_faults_ends_itself_and_no_other(string deed, string cause)
    {
        Ran ran = Boot("none", deed, "none");

        Assert.True(ran.Status == GuestFailed, ran.Output);
        string ended = Assert.Single(ran.Lines, line => line.StartsWith("ended: ", StringComparison.Ordinal));
        Assert.Contains("OrderWeb[1]", ended, StringComparison.Ordinal);
        Assert.Contains(cause, ended, StringComparison.Ordinal);
        Assert.Contains("[SystemManagement 0] nothing to do, as 0", ran.Lines);
        Assert.Contains("[Advertising 2] nothing to do, as 2", ran.Lines);
    }

    [Fact]
    public void A_guest_that_keeps_the_processor_with_interrupts_off_is_preempted()
    {
        Ran ran = Boot("spin 100", "none", "none");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Equal("[SystemManagement 0] has spun, rounds 100000000", ran.Lines[^1]);
        Assert.Contains("[Advertising 2] nothing to do, as 2", ran.Lines);
    }

    [Fact]
    public void XMM_x87_and_PKRU_registers_and_MSRs_stay_each_guests_own_over_preemptions()
    {
        Ran ran = Boot("registers 3", "registers 5", "registers 6");

        Assert.True(ran.Status == 0, ran.Output);
        foreach ((string guest, int pattern) in ((string, int)[])[("SystemManagement 0", 3), ("OrderWeb 1", 5), ("Advertising 2", 6)])
        {
            Assert.Contains($"[{guest}] through GS: {pattern}", ran.Lines);
            Assert.Contains($"[{guest}] registers lost: 0", ran.Lines);
            Assert.Contains($"[{guest}] PKRU lost: 0", ran.Lines);
            Assert.Contains($"[{guest}] KernelGSBase kept: 1", ran.Lines);
            Assert.Contains($"[{guest}] port 0x60 reads 255", ran.Lines);
            Assert.Contains($"[{guest}] breakpoint registers kept: 1", ran.Lines);
        }
    }

    [Fact]
    public void No_guest_can_print_a_line_as_somebody_else()
    {
        Ran ran = Boot("none", "console", "none");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.DoesNotContain(ran.Lines, line => line.StartsWith("denied", StringComparison.Ordinal));
        Assert.Contains("[OrderWeb 1] denied: x.[2J", ran.Lines);
    }

    [Fact]
    public void A_flood_of_denials_is_cut_off_on_the_console_and_counted()
    {
        Ran ran = Boot("none", "flood 100 2", "none");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[OrderWeb 1] denials seen: 100", ran.Lines);
        Assert.InRange(ran.Lines.Count(line => line == "denied: OrderWeb[1] -> Advertising[2] at alloc_unbound"), 32, 96);
        Assert.Contains(ran.Lines, line => line.EndsWith(" more, not shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Hypercall_arguments_out_of_reach_are_bad_addresses()
    {
        Ran ran = Boot("arguments", "none", "none");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[SystemManagement 0] no memory: -14", ran.Lines);
        Assert.Contains("[SystemManagement 0] not canonical: -14", ran.Lines);
        Assert.Contains("[SystemManagement 0] beyond the tables: -14", ran.Lines);
        Assert.Contains("[SystemManagement 0] a page of its own: 0", ran.Lines);
        Assert.Contains("[SystemManagement 0] a list that takes its own page away: -14", ran.Lines);
        Assert.Contains("[SystemManagement 0] a page that is gone: -14", ran.Lines);
    }

    [Fact]
    public void Hypercalls_from_user_mode_are_not_permitted_and_change_nothing()
    {
        Ran ran = Boot("user", "user", "none");

        Assert.True(ran.Status == 0, ran.Output);
        foreach (string guest in (string[])["SystemManagement 0", "OrderWeb 1"])
        {
            Assert.Contains($"[{guest}] xen_version from user mode: -1", ran.Lines);
            Assert.Contains($"[{guest}] alloc_unbound from user mode: -1", ran.Lines);
            Assert.Contains($"[{guest}] an unknown call from user mode: -1", ran.Lines);
            Assert.Contains($"[{guest}] the first port afterwards: 1", ran.Lines);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_hypercalls_are_answered_and_disturb_no_other_domain(int seed)
    {
        Ran ran = BootByInstructions("witness 60", $"random 10000 {seed}", "witness 60");

        Assert.True(ran.Status == 0, $"seed {seed}: {ran.Output}");
        Assert.Contains("[OrderWeb 1] random calls: most refused: 1, answers that are no errno: 0", ran.Lines);
        Assert.Contains("[SystemManagement 0] undisturbed: 1", ran.Lines);
        Assert.Contains("[Advertising 2] undisturbed: 1", ran.Lines);
    }

    [Fact]
    public void A_granter_that_keeps_changing_its_entries_gives_good_answers_and_leaves_nothing_mapped()
    {
        Ran ran = BootByInstructions("mapper 40", "fickle 42", "witness 40");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains(
            "[SystemManagement 0] maps of a fickle granter: some: 1, some refused: 1, odd answers: 0, stuck: 0", ran.Lines);
        Assert.Contains("[Advertising 2] undisturbed: 1", ran.Lines);
    }

    [Fact]
    public void Polls_with_a_deadline_end_in_the_order_of_their_deadlines_though_nothing_else_runs()
    {
        // Time is made of instructions here, and idle time passes at once: however busy the host, nobody comes late.
        Ran ran = BootByInstructions("sleep 900", "sleep 1100", "sleep 700");

        Assert.True(ran.Status == 0, ran.Output);
        string[] expected =
        [
            "[Advertising 2] has slept until 700", "[SystemManagement 0] has slept until 900", "[OrderWeb 1] has slept until 1100",
        ];
        Assert.Equal(expected, ran.Lines);
    }

    [Fact]
    public void Domains_that_spin_get_equal_shares_and_CPU_time_however_often_a_third_one_wakes()
    {
        Ran ran = BootByInstructions("share 600", "share 600", "naps 600");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[Advertising 2] has napped, more than 50 times: 1", ran.Lines);
        long first = Figure("[SystemManagement 0] has had a share of ");
        long second = Figure("[OrderWeb 1] has had a share of ");
        Assert.True(Near(first, second), $"{first} and {second}");

        // CPU time is what the domain itself had (ten instructions a round, a nanosecond each), and its wait the other's.
        long cpuTime = Figure("[OrderWeb 1] CPU time in microseconds: ");
        Assert.True(Near(second, cpuTime * 100), $"{second} rounds in {cpuTime} us");
        long wait = Figure("[OrderWeb 1] waited for its turn, in microseconds: ");
        Assert.True(Near(wait, Figure("[SystemManagement 0] CPU time in microseconds: ")), $"{wait} us");

        static bool Near(long a, long b) => Math.Abs(a - b) * 20 < a;
        long Figure(string start) => long.Parse(
            Assert.Single(ran.Lines, line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("share 310")]
    [InlineData("greedy-console 310")]
    [InlineData("greedy-events 310")]
    [InlineData("greedy-calls 310")]
    [InlineData("greedy-timer 310")]
    [InlineData("random 100000 5")]
    [InlineData("undefined")]
    public void A_bystander_keeps_nine_tenths_of_its_share_whatever_another_domain_does(string deed)
    {
        Ran ran = BootByInstructions("share 300", deed, "share 300");

        // Of the time since boot, which takes a part of it, each of three domains has a third.
        long first = Share(ran, "[SystemManagement 0]");
        long third = Share(ran, "[Advertising 2]");
        Assert.True(first >= LeastShare && third >= LeastShare, $"{first} and {third} us of {LeastShare}: {Tail(ran)}");
    }

    // Microseconds: of 300,000 since boot, which itself takes some, a third; nine tenths of that.
    private const long LeastShare = 90_000;

    private static long Share(Ran ran, string domain)
    {
        string start = $"{domain} CPU time in microseconds: ";
        string line = Assert.Single(ran.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
        return long.Parse(line[start.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Tail(Ran ran) => string.Join('\n', ran.Lines.Where(line => !line.Contains("xxx", StringComparison.Ordinal)));

    [Fact]
    public void The_time_of_day_is_that_of_the_machines_clock_at_boot()
    {
        _archive.Pack(Manifest("wallclock", "none", "none"));
        Ran ran = Shell.Run($"sh tools/qemu.sh artifacts/image/kernel.elf {_archive.Packed} "
            + "-icount shift=0,sleep=off -rtc base=2001-09-09T01:46:40,clock=vm");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains("[SystemManagement 0] the time of day at boot: 1000000000", ran.Lines);
    }

    [Fact]
    public void When_nothing_can_ever_run_again_the_machine_says_who_waits()
    {
        Ran ran = Boot("none", "halt", "none");

        Assert.True(ran.Status == Stuck, ran.Output);
        Assert.Contains("panic: scheduler: OrderWeb[1] waits, and nothing can wake it any more", ran.Lines);
    }

    private Ran Boot(string first, string second, string third) => _archive.Boot(Manifest(first, second, third));

    /// <summary>Time is made of instructions: the same run each time, however busy the host.</summary>
    private Ran BootByInstructions(string first, string second, string third)
    {
        _archive.Pack(Manifest(first, second, third));
        return Shell.Run($"sh tools/qemu.sh artifacts/image/kernel.elf {_archive.Packed} -icount shift=0,sleep=off");
    }

    private static string Manifest(string first, string second, string third) =>
        $"domain SystemManagement image=hostile memory=512 arg={first}\n"
        + $"domain OrderWeb image=hostile memory=512 arg={second}\n"
        + $"domain Advertising image=hostile memory=512 arg={third}\n";
}
