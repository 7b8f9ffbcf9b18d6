namespace Verified.Kernel.Tests.EventChannels;

public sealed class BindInterdomainTests : Trio
{
    [Fact]
    public void Both_ends_are_linked_and_the_new_one_is_pending()
    {
        (uint ofDom0, uint ofOrder) = Connect(Order);
        Assert.Equal((PortState.Interdomain, (ushort)Dom0, (ushort)ofDom0), End(Order, ofOrder));
        Assert.Equal((PortState.Interdomain, (ushort)Order, (ushort)ofOrder), End(Dom0, ofDom0));
        Assert.Equal(1UL << (int)ofOrder, Machine.SharedWord(Order, SharedInfo.Pending));
        Assert.Equal(0UL, Machine.SharedWord(Dom0, SharedInfo.Pending));
    }

    [Fact]
    public void A_denied_caller_learns_nothing_about_the_ports_of_the_other_domain()
    {
        Alloc(Order, Dom0);
        foreach (uint port in new uint[] { 0, 1, 2, 8, 0xffff_ffff })
            Fails(Errno.Denied, () => EventChannel.BindInterdomain(ref S, Ads, Order, port));
        Assert.Equal(5u, S.Domains[(int)Ads].Denials);
    }

    [Fact]
    public void Only_a_port_that_waits_for_the_caller_can_be_bound()
    {
        Alloc(Dom0, Order);
        Fails(Errno.Invalid, () => EventChannel.BindInterdomain(ref S, Ads, Dom0, 1));
        Fails(Errno.Invalid, () => EventChannel.BindInterdomain(ref S, Order, Dom0, 0));
        Fails(Errno.Invalid, () => EventChannel.BindInterdomain(ref S, Order, Dom0, 2));
        Fails(Errno.Invalid, () => EventChannel.BindInterdomain(ref S, Order, Dom0, Limits.Ports));
        Assert.Equal(1, EventChannel.BindInterdomain(ref S, Order, Dom0, 1));
        Fails(Errno.Invalid, () => EventChannel.BindInterdomain(ref S, Order, Dom0, 1));
    }

    [Fact]
    public void A_domain_can_connect_two_ports_of_its_own()
    {
        Assert.Equal(1, Alloc(Order, DomainIds.Self));
        Assert.Equal(2, EventChannel.BindInterdomain(ref S, Order, DomainIds.Self, 1));
        Assert.Equal((PortState.Interdomain, (ushort)Order, (ushort)2), End(Order, 1));
        Assert.Equal((PortState.Interdomain, (ushort)Order, (ushort)1), End(Order, 2));
    }

    [Fact]
    public void Missing_domains_are_refused_with_ESRCH_and_full_tables_with_ENOSPC()
    {
        Fails(Errno.NoDomain, () => EventChannel.BindInterdomain(ref S, Order, Nobody, 1));
        for (int port = 1; port < Limits.Ports; port++)
            Alloc(Order, Dom0);
        Alloc(Dom0, Order);
        Fails(Errno.NoSpace, () => EventChannel.BindInterdomain(ref S, Order, Dom0, 1));
    }

    private (byte, ushort, ushort) End(uint domain, uint port) =>
        (Port(domain, port).State, Port(domain, port).RemoteDomain, Port(domain, port).RemotePort);
}
