namespace Verified.Kernel.Tests.EventChannels;

public sealed class OwnPortTests : Trio
{
    private const uint Console = VirtualInterrupt.Console;

    [Fact]
    public void A_virtual_interrupt_is_bound_to_the_lowest_free_port_and_its_events_arrive_there()
    {
        Alloc(Order, Dom0);
        Assert.Equal(2, EventChannel.BindVirq(ref S, Order, VirtualInterrupt.Timer, 0));
        Assert.Equal((PortState.Virq, (ushort)0), (Port(Order, 2).State, Port(Order, 2).Virq));
        EventChannel.RaiseVirq(ref S, Order, VirtualInterrupt.Timer);
        Assert.Equal(1UL << 2, Machine.SharedWord(Order, SharedInfo.Pending));
    }

    [Fact]
    public void A_virtual_interrupt_without_a_port_is_lost()
    {
        Machine before = Machine.Clone();
        Assert.Equal(0, EventChannel.RaiseVirq(ref S, Order, VirtualInterrupt.Timer));
        Assert.Null(Machine.DifferenceFrom(before));
    }

    [Fact]
    public void A_virtual_interrupt_has_one_port_until_that_is_closed()
    {
        Assert.Equal(1, EventChannel.BindVirq(ref S, Order, 0, 0));
        Fails(Errno.AlreadyExists, () => EventChannel.BindVirq(ref S, Order, 0, 0));
        Assert.Equal(0, EventChannel.Close(ref S, Order, 1));
        Assert.Equal(0, S.VirqPorts[(int)Order][0]);
        Assert.Equal(1, EventChannel.BindVirq(ref S, Order, 0, 0));
    }

    [Theory]
    [InlineData(Order, 24u, 0u, Errno.Invalid)]
    [InlineData(Order, 0xffff_ffffu, 0u, Errno.Invalid)]
    [InlineData(Order, Console, 0u, Errno.NotPermitted)]
    [InlineData(Order, VirtualInterrupt.DomainException, 0u, Errno.NotPermitted)]
    [InlineData(Dom0, Console, 1u, Errno.Invalid)]
    [InlineData(Order, VirtualInterrupt.Timer, 1u, Errno.NoEntry)]
    public void A_bind_of_what_is_no_interrupt_of_the_caller_is_refused(uint caller, uint virq, uint vcpu, long error) =>
        Fails(error, () => EventChannel.BindVirq(ref S, caller, virq, vcpu));

    [Fact]
    public void Only_domain_0_binds_interrupts_of_the_whole_machine() =>
        Assert.Equal(1, EventChannel.BindVirq(ref S, Dom0, Console, 0));

    [Fact]
    public void When_every_port_is_in_use_nothing_is_bound()
    {
        for (uint p = 1; p < Limits.Ports; p++)
            Assert.Equal(p, EventChannel.BindIpi(ref S, Order, 0));
        Fails(Errno.NoSpace, () => EventChannel.BindIpi(ref S, Order, 0));
        Fails(Errno.NoSpace, () => EventChannel.BindVirq(ref S, Order, 0, 0));
    }

    [Fact]
    public void An_IPI_port_notifies_the_domain_itself_and_is_of_its_only_vCPU()
    {
        Fails(Errno.NoEntry, () => EventChannel.BindIpi(ref S, Order, 1));
        Assert.Equal(1, EventChannel.BindIpi(ref S, Order, 0));
        Assert.Equal(0, EventChannel.Send(ref S, Order, 1));
        Assert.Equal(2UL, Machine.SharedWord(Order, SharedInfo.Pending));
    }

    [Fact]
    public void A_port_is_moved_to_the_vCPU_it_notifies_already_unless_it_belongs_to_that_one()
    {
        Alloc(Dom0, Order);
        EventChannel.BindVirq(ref S, Dom0, Console, 0);
        EventChannel.BindVirq(ref S, Dom0, VirtualInterrupt.Timer, 0);
        EventChannel.BindIpi(ref S, Dom0, 0);
        Assert.Equal(0, EventChannel.BindVcpu(ref S, Dom0, 1, 0));
        Assert.Equal(0, EventChannel.BindVcpu(ref S, Dom0, 2, 0));
        foreach (uint port in new uint[] { 0, 3, 4, 5, Limits.Ports })
            Fails(Errno.Invalid, () => EventChannel.BindVcpu(ref S, Dom0, port, 0));
        Fails(Errno.NoEntry, () => EventChannel.BindVcpu(ref S, Dom0, 1, 1));
    }

    [Fact]
    public void A_reset_closes_every_port_step_by_step_and_leaves_the_other_ends_waiting()
    {
        (uint ofDom0, _) = Connect(Order);
        EventChannel.BindVirq(ref S, Order, 0, 0);
        Assert.Equal([1, 1, 0], Enumerable.Range(0, 3).Select(_ => EventChannel.Reset(ref S, Order, DomainIds.Self)));
        Assert.Equal((1 << Limits.Ports) - 2, (long)S.FreePorts[(int)Order][0]);
        Assert.Equal((PortState.Unbound, (ushort)Order), (Port(Dom0, ofDom0).State, Port(Dom0, ofDom0).RemoteDomain));
    }

    [Fact]
    public void Another_domain_is_reset_only_with_privilege_and_while_it_is_paused()
    {
        Fails(Errno.NotPermitted, () => EventChannel.Reset(ref S, Order, Ads));
        Fails(Errno.NoDomain, () => EventChannel.Reset(ref S, Dom0, Nobody));
        Fails(Errno.Invalid, () => EventChannel.Reset(ref S, Dom0, Order));
        Alloc(Order, Dom0);
        S.Vcpus[(int)Order].Paused = 1;
        Assert.Equal(1, EventChannel.Reset(ref S, Dom0, Order));
        Assert.Equal(PortState.Free, Port(Order, 1).State);
    }

    [Theory]
    [InlineData(2UL, 0u, 1u, Errno.NoEntry)]
    [InlineData(2UL, 4u, 0u, Errno.Invalid)]
    [InlineData(2UL, 4096u - 64, 0u, Errno.Invalid)]
    [InlineData(31UL, 0u, 0u, Errno.Invalid)]
    [InlineData((ulong)Limits.GuestFrames, 0u, 0u, Errno.Invalid)]
    [InlineData(2UL, 4096u - 72, 0u, Errno.NoSuchCall)]
    public void The_event_array_interface_is_not_offered(ulong gfn, uint offset, uint vcpu, long error) =>
        Fails(error, () => EventChannel.InitControl(ref S, Order, gfn, offset, vcpu));

    [Fact]
    public void A_revoked_channel_waits_at_both_ends_and_each_gets_one_event()
    {
        (uint ofDom0, uint ofOrder) = Connect(Order);
        Machine.Frame(S.Domains[(int)Order].SharedInfoFrame).Clear();
        Assert.Equal(0, EventChannel.RevokeChannel(ref S, Dom0, ofDom0));
        Assert.Equal((PortState.Unbound, (ushort)Order), (Port(Dom0, ofDom0).State, Port(Dom0, ofDom0).RemoteDomain));
        Assert.Equal((PortState.Unbound, (ushort)Dom0), (Port(Order, ofOrder).State, Port(Order, ofOrder).RemoteDomain));
        Assert.Equal((0, 0), (Port(Dom0, ofDom0).RemotePort, Port(Order, ofOrder).RemotePort));
        Assert.Equal(1UL << (int)ofDom0, Machine.SharedWord(Dom0, SharedInfo.Pending));
        Assert.Equal(1UL << (int)ofOrder, Machine.SharedWord(Order, SharedInfo.Pending));
        Fails(Errno.Invalid, () => EventChannel.RevokeChannel(ref S, Dom0, ofDom0));
    }

    [Fact]
    public void A_revoked_channel_is_bound_again_only_if_the_policy_still_permits()
    {
        (uint ofDom0, _) = Connect(Order);
        EventChannel.RevokeChannel(ref S, Dom0, ofDom0);
        Assert.True(EventChannel.BindInterdomain(ref S, Order, Dom0, ofDom0) > 0);
    }

    [Theory]
    [InlineData(Order, 1u)]
    [InlineData(Order, (uint)Limits.Ports)]
    [InlineData((uint)Limits.Domains, 1u)]
    public void Only_a_channel_is_revoked(uint domain, uint port) =>
        Fails(Errno.Invalid, () => EventChannel.RevokeChannel(ref S, domain, port));
}
