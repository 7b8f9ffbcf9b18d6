using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

public sealed class PolicyConformanceTests
{
    [Fact]
    public void Domain_0_gets_the_specified_answer_to_every_call_of_acm_op() => Conformance.Check(
        0,
        ["getpolicy", "setpolicy", "chgpolicy", "dumpstats", "getssid", "relabeldoms"],
        "policy");

    /// <summary>Defect D5 of ACM, and the promise of the paper. Label 2 is Advertising: rows are alphabetical.</summary>
    [Fact]
    public void A_channel_and_a_mapping_that_the_policy_no_longer_permits_are_revoked_and_their_users_told()
    {
        using Archive archive = new();
        Ran ran = archive.Boot(
            "domain SystemManagement image=conformance memory=512 arg=revoking 2\n"
            + "domain OrderWeb image=conformance memory=512 arg=revoked\n"
            + "domain OrderDatabase image=conformance memory=512 arg=revoked\n");
        Assert.Contains("[SystemManagement 0] a change that ends sharing: ok", ran.Lines);
        Assert.Contains("[OrderWeb 1] revocation: ok", ran.Lines);
        Assert.True(ran.Status == 0, ran.Output);
    }

    [Fact]
    public void A_write_to_a_page_whose_mapping_was_revoked_ends_that_domain_and_says_so()
    {
        const int GuestFailed = 83;
        using Archive archive = new();
        Ran ran = archive.Boot(
            "domain SystemManagement image=conformance memory=512 arg=revoking 2\n"
            + "domain OrderWeb image=conformance memory=512 arg=revoked-writer\n"
            + "domain OrderDatabase image=conformance memory=512 arg=revoked\n");
        Assert.Contains("[SystemManagement 0] a change that ends sharing: ok", ran.Lines);
        Assert.Contains("[OrderWeb 1] writing before and after: ok", ran.Lines);
        Assert.StartsWith(
            "ended: OrderWeb[1] wrote to a mapping that was taken away, at guest-physical address 0xff10000 at rip ",
            Assert.Single(ran.Lines, line => line.StartsWith("ended: ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("wrote to what was taken away", ran.Output, StringComparison.Ordinal);
        Assert.Equal(GuestFailed, ran.Status);
    }
}
