using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>Relabelling one domain of the same running system as in PolicyChangeTests.</summary>
public sealed class RelabellingTests
{
    private static readonly Specification.SystemState State = Scenes.Connected().Machine.Abstract();

    [Fact]
    public void Relabelling_domain_0_is_refused_whatever_the_label()
    {
        Assert.True(Refused(0, 1, Specification.ChangeMode.Revoke));
        Assert.True(Refused(0, 2, Specification.ChangeMode.Revoke));
    }

    [Fact]
    public void The_bootstrap_label_is_refused_for_another_domain() =>
        Assert.True(Refused(2, 1, Specification.ChangeMode.Revoke));

    [Theory]
    [InlineData(2, 5)]
    [InlineData(2, 1000)]
    [InlineData(3, 2)]
    public void An_unknown_label_and_a_domain_that_does_not_exist_are_refused(int domain, int label) =>
        Assert.True(Refused(domain, label, Specification.ChangeMode.Revoke));

    [Fact]
    public void A_domain_that_loses_sharing_is_relabelled_only_when_the_sharing_is_revoked()
    {
        Assert.True(Refused(1, 0, Specification.ChangeMode.Refuse));
        Assert.False(Refused(1, 0, Specification.ChangeMode.Revoke));
    }

    [Fact]
    public void A_domain_without_channels_or_mappings_takes_any_label_that_may_run()
    {
        Assert.False(Refused(2, 2, Specification.ChangeMode.Refuse));
        // Its own type stops with the old label, so the conflicting one may run in its place.
        Assert.False(Refused(2, 4, Specification.ChangeMode.Refuse));
        Assert.True(Refused(1, 4, Specification.ChangeMode.Revoke));
    }

    [Fact]
    public void Other_domains_keep_their_labels()
    {
        Specification.Change change = Specification.Relabelling(State, N(2), N(2));
        Assert.Equal([1UL, 2UL, 2UL], Enumerable.Range(0, 3).Select(d => change.NewLabel(N(d)).Value));
    }

    private static bool Refused(int domain, int label, Specification.ChangeMode mode) =>
        Small.IsRelabellingRefused(State, N(domain), N(label), mode).Value;
}
