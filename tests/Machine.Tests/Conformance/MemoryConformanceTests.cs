namespace Verified.Machine.Tests;

public sealed class MemoryConformanceTests
{
    [Fact]
    public void A_guest_gets_the_specified_answer_to_every_call_of_memory_op() =>
        Conformance.Check(1, ["add_to_physmap", "unknown memory_op"], "idle", "memory");
}
