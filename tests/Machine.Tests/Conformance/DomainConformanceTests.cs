namespace Verified.Machine.Tests;

public sealed class DomainConformanceTests
{
    [Fact]
    public void Domain_0_makes_a_domain_fills_it_lets_it_run_and_destroys_it() => Conformance.Check(
        0,
        [
            "pausedomain, unpausedomain, getdomaininfo", "get_statistics", "createdomain and max_mem",
            "load, save and contexts", "a domain that domain 0 made runs", "destroydomain", "domctl in a multicall", "a dying domain",
            "domains come and go", "unknown domctl",
        ],
        "domctl");

    /// <summary>`make soak` lets ten thousand live (tools/soak.sh).</summary>
    [Fact]
    public void A_hundred_domains_with_RAM_and_a_channel_that_come_and_go_leave_every_frame_behind() =>
        Conformance.Check(0, ["domains come and go", "as many frames as before"], "lives 100");

    [Fact]
    public void A_domain_without_privilege_gets_nothing_from_domctl() =>
        Conformance.Check(1, ["domctl without privilege"], "idle", "domctl-denied");
}
