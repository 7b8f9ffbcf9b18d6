using Verified.Spec;
using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>
/// A running system and a policy that is to replace its own. Domains 0, 1 and 2 carry labels 1, 2 and 3; ports 1 of
/// domains 0 and 1 are connected; domain 0 maps domain 1's page by handles 0 and 1.
/// </summary>
public sealed class PolicyChangeTests
{
    private const string Deleted = "The label of a domain is deleted";
    private const string Unknown = "The new label of a domain is unknown";
    private const string Bootstrap = "The bootstrap label goes to another than domain 0, or domain 0 loses it";
    private const string Conflict = "Two types of a conflict set run";
    private const string Channel = "A channel joins domains that may no longer share";
    private const string Mapping = "A mapping joins domains that may no longer share";

    private static readonly Specification.SystemState State = Scenes.Connected().Machine.Abstract();

    [Fact]
    public void A_policy_that_says_the_same_is_accepted_and_revokes_nothing()
    {
        Assert.Empty(Listed(StagedPolicy.Sample));
        AssertRefused(false, false, StagedPolicy.Sample);
        Assert.Equal(Ports(State), Ports(Small.RevokeChannels(State, StagedPolicy.Sample.In(State))));
    }

    [Fact]
    public void Sharing_that_is_lost_refuses_the_change_with_every_channel_and_mapping_listed_or_is_revoked()
    {
        StagedPolicy staged = StagedPolicy.Sample.WithSte(2, 0b1000);
        Assert.Equal(
            [
                $"{Channel}: 0 1", $"{Channel}: 1 1",
                $"{Mapping}: 0 0", $"{Mapping}: 0 1",
            ],
            Listed(staged));
        AssertRefused(true, false, staged);
    }

    [Fact]
    public void Both_ports_of_a_revoked_channel_become_unbound_toward_each_other()
    {
        Specification.SystemState next =
            Small.RevokeChannels(State, StagedPolicy.Sample.WithSte(2, 0b1000).In(State));
        Assert.Equal((PortState.Unbound, 1UL, 0UL), Port(next, 0, 1));
        Assert.Equal((PortState.Unbound, 0UL, 0UL), Port(next, 1, 1));
        Assert.Equal(Port(State, 1, 2), Port(next, 1, 2));
    }

    [Fact]
    public void A_domain_keeps_its_label_under_the_labels_new_number()
    {
        StagedPolicy swapped = StagedPolicy.Sample with
        {
            Ste = [0, 0b111, 0b100, 0b010, 0b010],
            Wall = [0, 0b1, 0b10, 0, 0b100],
        };
        Assert.Empty(Listed(swapped with { Renumbered = [(2, 3), (3, 2)] }));
        AssertRefused(false, false, swapped with { Renumbered = [(2, 3), (3, 2)] });
    }

    [Fact]
    public void A_deleted_label_that_a_domain_carries_refuses_in_both_modes()
    {
        StagedPolicy staged = StagedPolicy.Sample with { Deleted = [3, 4] };
        Assert.Equal([$"{Deleted}: 2"], Listed(staged));
        AssertRefused(true, true, staged);
    }

    [Fact]
    public void A_deleted_label_that_no_domain_carries_is_no_violation() =>
        AssertRefused(false, false, StagedPolicy.Sample with { Deleted = [4] });

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public void A_new_label_that_the_new_policy_does_not_have_refuses_in_both_modes(int label)
    {
        StagedPolicy staged = StagedPolicy.Sample with { UnlabeledDefined = false, Renumbered = [(3, label)] };
        Assert.Contains($"{Unknown}: 2", Listed(staged));
        AssertRefused(true, true, staged);
    }

    [Fact]
    public void The_bootstrap_label_stays_domain_0s_alone()
    {
        Assert.Equal([$"{Bootstrap}: 2"], Listed(StagedPolicy.Sample with { Renumbered = [(3, 1)] }));
        StagedPolicy moved = StagedPolicy.Sample with { Bootstrap = 3 };
        Assert.Equal([$"{Bootstrap}: 0", $"{Bootstrap}: 2"], Listed(moved));
        AssertRefused(true, true, moved);
    }

    [Fact]
    public void Two_running_types_of_one_conflict_set_refuse_in_both_modes()
    {
        StagedPolicy staged = StagedPolicy.Sample.WithWall(2, 0b100);
        Assert.Equal([$"{Conflict}: 0"], Listed(staged));
        AssertRefused(true, true, staged);
    }

    [Fact]
    public void A_running_label_with_two_types_of_one_conflict_set_refuses() =>
        AssertRefused(true, true, StagedPolicy.Sample.WithWall(3, 0b110));

    [Fact]
    public void While_the_change_is_under_way_new_sharing_needs_both_policies()
    {
        Specification.Change loses = StagedPolicy.Sample.WithSte(2, 0b1000).In(State);
        Specification.Change gains = StagedPolicy.Sample.WithSte(3, 0b110).In(State);
        Assert.False(Specification.MayShareDuring(State, loses, N(0), N(1)).Value);
        Assert.False(Specification.MayShareDuring(State, gains, N(1), N(2)).Value);
        Assert.True(Specification.MayShareAfter(gains, N(1), N(2)).Value);
        Assert.True(Specification.MayShareDuring(State, gains, N(0), N(1)).Value);
    }

    [Fact]
    public void While_the_change_is_under_way_a_label_starts_only_if_both_Chinese_Walls_let_it()
    {
        // Label 3 runs with type 1, which conflicts with label 4's type 2.
        Assert.True(Starts(StagedPolicy.Sample, 2));
        Assert.False(Starts(StagedPolicy.Sample with { Conflicts = [] }, 4));
        Assert.False(Starts(StagedPolicy.Sample.WithWall(2, 0b100), 2));
        Assert.False(Starts(StagedPolicy.Sample with { Deleted = [2] }, 2));
        Assert.False(Starts(StagedPolicy.Sample with { Renumbered = [(2, 5)] }, 2));
    }

    private static bool Starts(StagedPolicy staged, int label) =>
        Small.MayStartDuring(State, staged.In(State), N(label)).Value;

    private static void AssertRefused(bool whenSharingIsLost, bool always, StagedPolicy staged)
    {
        Specification.Change change = staged.In(State);
        Assert.Equal(whenSharingIsLost, Small.IsRefused(State, change, Specification.ChangeMode.Refuse).Value);
        Assert.Equal(always, Small.IsRefused(State, change, Specification.ChangeMode.Revoke).Value);
    }

    private static IEnumerable<string> Listed(StagedPolicy staged) => Changes.Listed(State, staged.In(State));

    private static (ulong State, ulong Domain, ulong Port) Port(Specification.SystemState state, int d, int p) => (
        state[Spec.Ports.State, N(d), N(p)].Value,
        state[Spec.Ports.RemoteDomain, N(d), N(p)].Value,
        state[Spec.Ports.RemotePort, N(d), N(p)].Value);

    private static IEnumerable<(ulong, ulong, ulong)> Ports(Specification.SystemState state) =>
        from d in Enumerable.Range(0, Sizes.Small.Domains)
        from p in Enumerable.Range(0, Sizes.Small.Ports)
        select Port(state, d, p);
}
