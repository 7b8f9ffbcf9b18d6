namespace Verified.Kernel.Tests.EventChannels;

public sealed class EventTests : Trio
{
    private const uint UpcallPending = 1;

    [Fact]
    public void An_event_sets_pending_selector_and_upcall_and_wakes_a_blocked_vcpu()
    {
        (uint port, uint remote) = Connect(Order);
        Clear(Order);
        Assert.Equal(0, Scheduler.Block(ref S, Order));
        Assert.Equal(VcpuRun.Blocked, S.Vcpus[(int)Order].Run);
        Assert.Equal(0, EventChannel.Send(ref S, Dom0, port));
        Assert.Equal(1UL << (int)remote, Machine.SharedWord(Order, SharedInfo.Pending));
        Assert.Equal(1UL, Machine.SharedWord(Order, VcpuInfo.PendingSelector));
        Assert.Equal(UpcallPending, Machine.SharedWord(Order, VcpuInfo.UpcallPending) & 0xff);
        Assert.Equal(VcpuRun.Runnable, S.Vcpus[(int)Order].Run);
    }

    [Fact]
    public void A_masked_event_stays_pending_without_an_upcall_until_it_is_unmasked()
    {
        (uint port, uint remote) = Connect(Order);
        Clear(Order);
        Machine.SharedWord(Order, SharedInfo.Mask) = 1UL << (int)remote;
        Scheduler.Block(ref S, Order);
        Assert.Equal(0, EventChannel.Send(ref S, Dom0, port));
        Assert.Equal(0UL, Machine.SharedWord(Order, VcpuInfo.PendingSelector));
        Assert.Equal(VcpuRun.Blocked, S.Vcpus[(int)Order].Run);

        Assert.Equal(0, EventChannel.Unmask(ref S, Order, remote));
        Assert.Equal(0UL, Machine.SharedWord(Order, SharedInfo.Mask));
        Assert.Equal(1UL, Machine.SharedWord(Order, VcpuInfo.PendingSelector));
        Assert.Equal(VcpuRun.Runnable, S.Vcpus[(int)Order].Run);
    }

    [Fact]
    public void An_event_that_is_pending_already_changes_nothing()
    {
        (uint port, _) = Connect(Order);
        Machine.SharedWord(Order, VcpuInfo.PendingSelector) = 0;
        Machine.SharedWord(Order, VcpuInfo.UpcallPending) = 0;
        Machine before = Machine.Clone();
        Assert.Equal(0, EventChannel.Send(ref S, Dom0, port));
        Assert.Null(Machine.DifferenceFrom(before));
    }

    [Theory]
    [InlineData(0u, true)]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    public void A_poll_ends_when_its_port_or_any_port_fires_even_masked(uint polled, bool woken)
    {
        (uint port, uint remote) = Connect(Order);
        Clear(Order);
        Assert.Equal(1u, remote);
        Machine.SharedWord(Order, SharedInfo.Mask) = ulong.MaxValue;
        Scheduler.PollWait(ref S, Order, polled, 9);
        EventChannel.Send(ref S, Dom0, port);
        Assert.Equal(woken ? VcpuRun.Runnable : VcpuRun.Polling, S.Vcpus[(int)Order].Run);
        Assert.Equal(woken ? 0u : polled, S.Vcpus[(int)Order].PollPort);
    }

    [Fact]
    public void An_unbound_port_swallows_events_and_a_free_or_reserved_one_refuses_them()
    {
        Alloc(Order, Dom0);
        Machine before = Machine.Clone();
        Assert.Equal(0, EventChannel.Send(ref S, Order, 1));
        Assert.Null(Machine.DifferenceFrom(before));
        foreach (uint port in new uint[] { 0, 2, Limits.Ports, 0xffff_ffff })
            Fails(Errno.Invalid, () => EventChannel.Send(ref S, Order, port));
    }

    [Fact]
    public void A_port_of_the_vcpu_itself_notifies_the_caller()
    {
        Alloc(Order, Dom0);
        Port(Order, 1).State = PortState.Ipi;
        Assert.Equal(0, EventChannel.Send(ref S, Order, 1));
        Assert.Equal(2UL, Machine.SharedWord(Order, SharedInfo.Pending));
    }

    [Fact]
    public void Unmasking_beyond_the_table_is_invalid() =>
        Fails(Errno.Invalid, () => EventChannel.Unmask(ref S, Order, Limits.Ports));

    private void Clear(uint domain) =>
        Machine.Frame(S.Domains[(int)domain].SharedInfoFrame).Clear();
}
