namespace Verified.EndToEnd.Tests;

/// <summary>Debian's own kernel as a domain; the tool that unpacks it.</summary>
public sealed class LinuxTests
{
    private const int Seconds = 600;

    [Fact]
    public void An_unmodified_Linux_boots_to_its_script_as_a_labelled_domain_and_switches_itself_off()
    {
        Ran ran = Shell.Run("sh tools/linux.sh policies/customer-order.xml policies/linux.manifest", seconds: Seconds);

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains(ran.Lines, line => line.StartsWith("[OrderWeb 1] Linux 6.", StringComparison.Ordinal)
            && line.EndsWith(" on xen, version 4.17", StringComparison.Ordinal));
        Assert.Contains("[OrderWeb 1] timer interrupts seen: yes", ran.Lines);
        Assert.DoesNotContain(ran.Lines, line => line.Contains("unchecked MSR", StringComparison.Ordinal));
        Assert.DoesNotContain(ran.Lines, line => line.StartsWith("ended", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_kernel_is_refused_in_one_line()
    {
        Ran ran = Shell.Run("dotnet artifacts/bin/LinuxKernel/release/LinuxKernel.dll README.md artifacts/run/none");

        Assert.Equal(2, ran.Status);
        Assert.StartsWith("linux: README.md: no bzImage", Assert.Single(ran.Lines), StringComparison.Ordinal);
    }
}
