namespace Verified.Machine.Tests;

public sealed class EventConformanceTests
{
    [Fact]
    public void A_guest_gets_the_specified_answer_to_every_call_of_event_channel_op() => Conformance.Check(
        1,
        [
            "alloc_unbound and bind_interdomain", "status", "bind_virq", "bind_ipi", "bind_vcpu", "send and unmask", "close",
            "init_control", "reset", "unknown event_channel_op",
        ],
        "idle",
        "events");
}
