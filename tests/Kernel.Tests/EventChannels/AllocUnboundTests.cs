namespace Verified.Kernel.Tests.EventChannels;

public sealed class AllocUnboundTests : Trio
{
    [Fact]
    public void The_lowest_free_port_waits_for_the_remote_domain()
    {
        Assert.Equal(1, Alloc(Order, Dom0));
        Assert.Equal(2, Alloc(Order, DomainIds.Self));
        Assert.Equal(0, EventChannel.Close(ref S, Order, 1));
        Assert.Equal(1, Alloc(Order, Dom0));
        Assert.Equal((PortState.Unbound, (ushort)Dom0), (Port(Order, 1).State, Port(Order, 1).RemoteDomain));
        Assert.Equal((ushort)Order, Port(Order, 2).RemoteDomain);
    }

    [Fact]
    public void Denied_pairs_are_refused_with_EACCES_and_logged_with_both_labels()
    {
        Fails(Errno.Denied, () => Alloc(Ads, Order));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Ads, Order), (denial.Caller, denial.Target));
        Assert.Equal((SamplePolicy.Advertising, SamplePolicy.Order), (denial.CallerLabel, denial.TargetLabel));
        Assert.Equal(Hook.AllocUnbound, denial.Hook);
        Assert.False(Audit.TryTake(ref S, out _));
    }

    [Fact]
    public void Acting_for_another_domain_takes_privilege_before_its_existence_is_looked_at()
    {
        Fails(Errno.NotPermitted, () => EventChannel.AllocUnbound(ref S, Order, Dom0, Order));
        Fails(Errno.NotPermitted, () => EventChannel.AllocUnbound(ref S, Order, Nobody, Order));
        Fails(Errno.NoDomain, () => EventChannel.AllocUnbound(ref S, Dom0, Nobody, Order));
        Assert.Equal(1, EventChannel.AllocUnbound(ref S, Dom0, Order, Dom0));
    }

    [Fact]
    public void The_privileged_domain_cannot_join_two_domains_that_may_not_share()
    {
        Fails(Errno.Denied, () => EventChannel.AllocUnbound(ref S, Dom0, Order, Ads));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Order, Ads), (denial.Caller, denial.Target));
    }

    [Theory]
    [InlineData(Nobody)]
    [InlineData(4u)]
    [InlineData(0x7ff1u)]
    [InlineData(0xffffu)]
    public void Ids_that_no_domain_has_are_refused_with_ESRCH(uint remote) =>
        Fails(Errno.NoDomain, () => Alloc(Order, remote));

    [Fact]
    public void A_dying_domain_is_nobody()
    {
        S.Domains[(int)Ads].Status = DomainStatus.Dying;
        Fails(Errno.NoDomain, () => Alloc(Dom0, Ads));
    }

    [Fact]
    public void When_every_port_is_in_use_the_answer_is_ENOSPC()
    {
        for (int port = 1; port < Limits.Ports; port++)
            Assert.Equal(port, Alloc(Order, Dom0));
        Fails(Errno.NoSpace, () => Alloc(Order, Dom0));
        Assert.Equal(1, Alloc(Ads, Dom0));
    }
}
