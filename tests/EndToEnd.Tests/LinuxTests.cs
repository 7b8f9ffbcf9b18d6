namespace Verified.EndToEnd.Tests;

/// <summary>Debian's own kernel as a domain; the tool that unpacks it.</summary>
public sealed class LinuxTests
{
    private const int Seconds = 900;
    private const int GuestFailed = 83;

    [Fact]
    public void Three_unmodified_Linux_domains_run_and_the_coalition_s_two_talk_by_the_kernel_s_own_drivers_and_the_third_may_not()
    {
        Ran ran = Shell.Run(
            "QEMU_SECONDS=600 sh tools/linux.sh policies/customer-order.xml policies/linux.manifest", seconds: Seconds);

        Assert.True(ran.Status == 0, ran.Output);
        foreach (string domain in (string[])["OrderDatabase 1", "OrderWeb 2", "Advertising 3"])
        {
            Assert.Contains(ran.Lines, line => line.StartsWith($"[{domain}] Linux 6.", StringComparison.Ordinal)
                && line.EndsWith(" on xen, version 4.17", StringComparison.Ordinal));
            Assert.Contains($"[{domain}] timer interrupts seen: yes", ran.Lines);
        }

        Assert.Contains("[OrderWeb 2] domain 1 offers \"3 crates of oranges\"", ran.Lines);
        Assert.Contains("[OrderWeb 2] 1000 events there and back", ran.Lines);
        Assert.Contains("[OrderDatabase 1] domain 2 answers \"bring them\" and has sent 1000 events", ran.Lines);
        Assert.Contains("[Advertising 3] binds a channel of domain 1: Permission denied", ran.Lines);
        Assert.Contains("[Advertising 3] maps a page of domain 1: refused", ran.Lines);
        string[] denied = [.. ran.Lines.Where(line => line.StartsWith("denied: ", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "denied: Advertising[3] -> OrderDatabase[1] at bind_interdomain",
                "denied: Advertising[3] -> OrderDatabase[1] at map_grant_ref",
            ], denied);
        Assert.DoesNotContain(ran.Lines, line => line.Contains("unchecked MSR", StringComparison.Ordinal));
        Assert.DoesNotContain(ran.Lines, line => line.StartsWith("ended", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Linux_that_panics_and_one_that_floods_the_console_end_themselves_and_disturb_no_third()
    {
        const string Line = "image=linux memory=131072 console module=initrd arg=console=hvc0 quiet";
        string manifest = Path.Combine(Shell.Root, "artifacts/run/linux-trouble.manifest");
        Directory.CreateDirectory(Path.GetDirectoryName(manifest)!);
        File.WriteAllText(
            manifest,
            $"domain SystemManagement image=idle memory=512\ndomain OrderDatabase {Line} role=panic\n"
            + $"domain OrderWeb {Line} role=flood\ndomain Advertising {Line}\n");

        Ran ran = Shell.Run(
            $"QEMU_SECONDS=600 sh tools/linux.sh policies/customer-order.xml {manifest}", seconds: Seconds);

        Assert.True(ran.Status == GuestFailed, ran.Output);
        Assert.Equal(
            "ended: OrderDatabase[1] shut down with reason 3 (crash)",
            Assert.Single(ran.Lines, line => line.StartsWith("ended", StringComparison.Ordinal)));
        Assert.Contains("[Advertising 3] timer interrupts seen: yes", ran.Lines);
        Assert.Equal(1000, ran.Lines.Count(line => line.StartsWith("[OrderWeb 2] flood ", StringComparison.Ordinal)));
        Assert.DoesNotContain(ran.Lines, line => line.StartsWith("panic: ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_kernel_is_refused_in_one_line()
    {
        Ran ran = Shell.Run("dotnet artifacts/bin/LinuxKernel/release/LinuxKernel.dll README.md artifacts/run/none");

        Assert.Equal(2, ran.Status);
        Assert.StartsWith("linux: README.md: no bzImage", Assert.Single(ran.Lines), StringComparison.Ordinal);
    }
}
