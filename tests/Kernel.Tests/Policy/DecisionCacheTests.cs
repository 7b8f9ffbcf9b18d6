using Verified.Monitor;

namespace Verified.Kernel.Tests.Policy;

/// <summary>A permission is remembered once a call has succeeded by it, and never longer than it holds.</summary>
public sealed class DecisionCacheTests : Trio
{
    [Fact]
    public void What_was_permitted_once_is_not_decided_again()
    {
        Assert.True(Alloc(Dom0, Order) > 0);
        Assert.Equal(1u, S.Log.ChannelDecisions);

        Assert.True(Alloc(Dom0, Order) > 0);
        Assert.Equal((2u, 1u), (S.Log.ChannelQuestions, S.Log.ChannelDecisions));
        Assert.True(Decisions.IsRemembered(ref S.Monitor, Dom0, Order));
    }

    [Fact]
    public void A_denial_is_decided_every_time_and_every_time_logged()
    {
        Fails(Errno.Denied, () => Alloc(Order, Ads));
        Fails(Errno.Denied, () => Alloc(Order, Ads));
        Assert.Equal((2u, 2u), (S.Log.ChannelDecisions, S.Log.ChannelDenials));
    }

    [Fact]
    public void A_call_that_is_permitted_and_then_fails_leaves_nothing_remembered()
    {
        Fails(Errno.Invalid, () => EventChannel.BindInterdomain(ref S, Order, Dom0, 3));
        Fails(GrantStatus.BadAddress, () => GrantTable.MapGrantRef(ref S, Order, 1, MapFlags.HostMap, 0, Dom0));
        while (Alloc(Order, Order) > 0)
        {
        }

        Fails(Errno.NoSpace, () => Alloc(Order, Dom0));
        Assert.False(Decisions.IsRemembered(ref S.Monitor, Order, Dom0));
    }

    [Fact]
    public void A_binding_and_a_mapping_are_remembered_too()
    {
        Connect(Order);
        Assert.True(Decisions.IsRemembered(ref S.Monitor, Order, Dom0));

        Machine.Grant(Ads, 1, Dom0, 2);
        Assert.True(GrantTable.MapGrantRef(ref S, Dom0, 8 << 12, MapFlags.HostMap, 1, Ads) >= 0);
        Assert.True(Decisions.IsRemembered(ref S.Monitor, Dom0, Ads));
    }

    [Fact]
    public void A_domain_that_is_gone_is_remembered_by_none()
    {
        Connect(Order);
        Alloc(Dom0, Ads);
        DomainControl.DestroyDomain(ref S, Dom0, Order);
        while (DomainControl.DestroyStep(ref S, Order) == Errno.Okay)
        {
        }

        Assert.Equal(DomainStatus.Free, S.Domains[(int)Order].Status);
        Assert.Equal(0ul, S.Monitor.Decisions[(int)Order]);
        Assert.Equal(1ul << (int)Ads, S.Monitor.Decisions[(int)Dom0]);
    }

    [Fact]
    public void Of_an_earlier_permission_nothing_is_left_once_a_change_is_committed()
    {
        Connect(Order);
        PolicyChange.Begin(ref S, InForce.Labelling(ref S.Monitor).Policy, 0);
        for (uint d = 0; d < Limits.Domains; d++)
            Assert.Equal(0, PolicyChange.Label(ref S, Label.Of(ref S, d)));
        while (PolicyChange.Step(ref S) == 0)
        {
        }

        Assert.True(Decisions.IsRemembered(ref S.Monitor, Order, Dom0));
        Assert.Equal(0, PolicyChange.Commit(ref S));
        Assert.False(Decisions.IsRemembered(ref S.Monitor, Order, Dom0));
    }

    [Fact]
    public void While_a_change_looks_at_what_there_is_the_staged_policy_is_asked_whatever_is_remembered()
    {
        Connect(Order);
        PolicyChange.Begin(ref S, InForce.Labelling(ref S.Monitor).Policy, 1);
        for (uint d = 0; d < Limits.Domains; d++)
            Assert.Equal(0, PolicyChange.Label(ref S, d == Ads ? SamplePolicy.Order : Label.Of(ref S, d)));

        uint decided = S.Log.ChannelDecisions;
        Assert.True(Alloc(Order, Dom0) > 0);
        Assert.Equal(decided + 1, S.Log.ChannelDecisions);
    }
}
