namespace Verified.Machine.Tests;

public sealed class SchedulerConformanceTests
{
    [Fact]
    public void A_guest_gets_the_specified_answer_to_every_call_of_sched_op_and_to_getdecision() => Conformance.Check(
        1,
        ["set_evtchn_upcall_vector", "poll_port and poll_wait", "block", "shutdown", "getdecision"],
        "idle",
        "scheduler");
}
