namespace Verified.Machine.Tests;

public sealed class GrantConformanceTests
{
    [Fact]
    public void A_guest_gets_the_specified_answer_to_every_call_of_grant_table_op() => Conformance.Check(
        0,
        [
            "map_grant_ref and unmap_grant_ref", "copy", "transfer", "swap_grant_ref", "setup_table",
            "query_size, set_version and get_version", "unknown grant_table_op",
        ],
        "grants", "granter");

    /// <summary>Defect D1 of ACM: whose copy and transfer asked nobody.</summary>
    [Fact]
    public void Domains_that_share_no_type_neither_map_nor_copy_nor_transfer() =>
        Conformance.Check(2, ["denied grants"], "idle", "granter", "stranger");
}
