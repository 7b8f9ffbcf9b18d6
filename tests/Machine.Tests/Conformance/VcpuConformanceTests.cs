using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

public sealed class VcpuConformanceTests
{
    [Fact]
    public void A_guest_gets_the_specified_answer_to_every_call_of_vcpu_op_and_its_timers_fire() => Conformance.Check(
        1,
        [
            "vcpu_op", "runstate", "singleshot_timer", "set_timer_op", "register_vcpu_info", "watchdog", "remote_shutdown",
        ],
        "idle",
        "vcpu");

    [Fact]
    public void A_guest_gets_the_specified_answer_to_hvm_op_xen_version_multicall_and_console_io() =>
        Conformance.Check(1, ["hvm_op", "xen_version", "multicall", "console_io"], "idle", "small");

    [Fact]
    public void A_watchdog_that_is_not_started_again_ends_its_domain_and_no_other()
    {
        using Archive archive = new();
        Ran ran = archive.Boot(
            "domain SystemManagement image=conformance memory=512 arg=idle\n"
            + "domain OrderWeb image=conformance memory=512 arg=watched\n");
        Assert.Contains("[OrderWeb 1] watchdog of a sleeper: ok", ran.Lines);
        Assert.Contains(ran.Lines, line => line.Contains("OrderWeb[1] shut down with reason 4", StringComparison.Ordinal));
        Assert.DoesNotContain("did not bite", ran.Output);
    }
}
