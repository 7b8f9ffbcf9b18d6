namespace Verified.Kernel.Tests.EventChannels;

public sealed class CloseAndStatusTests : Trio
{
    [Fact]
    public void Closing_one_end_leaves_the_other_waiting_for_the_same_domain()
    {
        (uint ofDom0, uint ofOrder) = Connect(Order);
        Assert.Equal(0, EventChannel.Close(ref S, Order, ofOrder));
        Assert.Equal(PortState.Free, Port(Order, ofOrder).State);
        Assert.Equal(0UL, Machine.SharedWord(Order, SharedInfo.Pending));
        Assert.Equal((PortState.Unbound, (ushort)Order, (ushort)0),
            (Port(Dom0, ofDom0).State, Port(Dom0, ofDom0).RemoteDomain, Port(Dom0, ofDom0).RemotePort));
        Assert.Equal(0UL, Machine.SharedWord(Dom0, SharedInfo.Pending));
        Assert.Equal(ofOrder, EventChannel.BindInterdomain(ref S, Order, Dom0, ofDom0));
    }

    [Fact]
    public void Closing_clears_only_the_ports_own_pending_bit()
    {
        Alloc(Order, Dom0);
        Machine.SharedWord(Order, SharedInfo.Pending) = 0xff;
        Assert.Equal(0, EventChannel.Close(ref S, Order, 1));
        Assert.Equal(0xfdUL, Machine.SharedWord(Order, SharedInfo.Pending));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(8u)]
    [InlineData(0xffff_ffffu)]
    public void A_port_that_is_reserved_free_or_beyond_the_table_cannot_be_closed(uint port) =>
        Fails(Errno.Invalid, () => EventChannel.Close(ref S, Order, port));

    [Fact]
    public void The_status_tells_what_a_port_is_bound_to()
    {
        (uint ofDom0, uint ofOrder) = Connect(Order);
        Alloc(Order, DomainIds.Self);
        Assert.Equal((2u, Dom0, ofDom0), Status(Order, ofOrder));
        Assert.Equal((1u, Order, 0u), Status(Order, 2));
        Assert.Equal((0u, 0u, 0u), Status(Order, 3));
        Assert.Equal((0u, 0u, 0u), Status(Order, 0));
        Port(Order, 2).State = PortState.Virq;
        Port(Order, 2).Virq = 7;
        Assert.Equal((4u, 7u, 0u), Status(Order, 2));
        Port(Order, 2).State = PortState.Ipi;
        Assert.Equal((5u, 0u, 0u), Status(Order, 2));
    }

    [Fact]
    public void The_status_of_another_domain_takes_privilege()
    {
        Fails(Errno.NotPermitted, () => EventChannel.Status(ref S, Order, Dom0, 1, out _));
        Fails(Errno.NotPermitted, () => EventChannel.Status(ref S, Order, Nobody, 1, out _));
        Fails(Errno.NoDomain, () => EventChannel.Status(ref S, Dom0, Nobody, 1, out _));
        Fails(Errno.Invalid, () => EventChannel.Status(ref S, Dom0, Order, Limits.Ports, out _));
        Assert.Equal(0, EventChannel.Status(ref S, Dom0, Order, 1, out _));
    }

    private (uint, uint, uint) Status(uint domain, uint port)
    {
        Assert.Equal(0, EventChannel.Status(ref S, domain, DomainIds.Self, port, out PortStatus status));
        return (status.Status, status.Remote, status.RemotePort);
    }
}
