namespace Verified.Machine.Tests;

public sealed class MemoryConformanceTests
{
    [Fact]
    public void A_guest_gets_the_specified_answer_to_every_call_of_memory_op() => Conformance.Check(
        1,
        [
            "add_to_physmap", "remove_from_physmap", "reservation", "decrease_reservation and populate_physmap",
            "a continued list", "add_to_physmap_batch", "memory_map", "unknown memory_op",
        ],
        "idle", "memory");

    [Fact]
    public void Domain_0_sees_RAM_of_another_domain_and_nothing_else() =>
        Conformance.Check(0, ["map_gmfn_foreign"], "foreign");
}
