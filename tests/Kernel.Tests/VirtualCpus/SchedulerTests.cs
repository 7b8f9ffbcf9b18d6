namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class SchedulerTests : Trio
{
    [Fact]
    public void Block_lets_upcalls_through_and_waits_unless_one_is_pending()
    {
        Machine.SharedWord(Order, 0) = 0x0100;
        Assert.Equal(0, Scheduler.Block(ref S, Order));
        Assert.Equal((VcpuRun.Blocked, 0UL), (S.Vcpus[(int)Order].Run, Machine.SharedWord(Order, 0)));

        Machine.SharedWord(Ads, 0) = 0x0101;
        Assert.Equal(0, Scheduler.Block(ref S, Ads));
        Assert.Equal((VcpuRun.Runnable, 1UL), (S.Vcpus[(int)Ads].Run, Machine.SharedWord(Ads, 0)));
    }

    [Fact]
    public void A_poll_sees_the_pending_bit_of_its_port_and_of_no_other()
    {
        Machine.SharedWord(Order, SharedInfo.Pending) = 1 << 3;
        Assert.Equal(1, Scheduler.PollPort(ref S, Order, 3));
        Assert.Equal(0, Scheduler.PollPort(ref S, Order, 2));
        Assert.Equal(0, Scheduler.PollPort(ref S, Ads, 3));
        Fails(Errno.Invalid, () => Scheduler.PollPort(ref S, Order, Limits.Ports));
    }

    [Theory]
    [InlineData(100UL, 99UL, false)]
    [InlineData(100UL, 100UL, true)]
    [InlineData(0UL, ulong.MaxValue, false)]
    public void A_poll_expires_at_its_deadline_and_never_without_one(ulong deadline, ulong now, bool expired)
    {
        Scheduler.PollWait(ref S, Order, 1, deadline);
        Scheduler.Expire(ref S, Order, now);
        Assert.Equal(expired ? VcpuRun.Runnable : VcpuRun.Polling, S.Vcpus[(int)Order].Run);
    }

    [Fact]
    public void Shutdown_takes_a_reason_that_Xen_knows()
    {
        Fails(Errno.Invalid, () => Scheduler.Shutdown(ref S, Order, 6));
        Assert.Equal(0, Scheduler.Shutdown(ref S, Order, 5));
        Assert.Equal((VcpuRun.Stopped, (byte)5), (S.Vcpus[(int)Order].Run, S.Vcpus[(int)Order].ShutdownReason));
    }

    [Theory]
    [InlineData(0u, 0x0fu, Errno.Invalid)]
    [InlineData(0u, 0x100u, Errno.Invalid)]
    [InlineData(1u, 0x20u, Errno.NoEntry)]
    public void An_upcall_vector_out_of_range_or_of_another_vcpu_is_refused(uint vcpu, uint vector, long error) =>
        Fails(error, () => UpcallVector.Set(ref S, Order, vcpu, vector));

    [Fact]
    public void The_lowest_and_highest_vectors_are_accepted()
    {
        Assert.Equal(0, UpcallVector.Set(ref S, Order, 0, 0x10));
        Assert.Equal(0, UpcallVector.Set(ref S, Order, 0, 0xff));
        Assert.Equal(0xff, S.Vcpus[(int)Order].UpcallVector);
    }

    [Fact]
    public void Whatever_lets_a_domain_run_again_brings_it_into_the_schedulers_sight()
    {
        (string Name, Action Sleep, Action Wake)[] ways =
        [
            ("an event for one that blocks", () => Scheduler.Block(ref S, Order), () => Notify(Order)),
            ("an event for one that polls", () => Scheduler.PollWait(ref S, Order, 0, 0), () => Notify(Order)),
            ("a deadline", () => Scheduler.PollWait(ref S, Order, 1, 5), () => Scheduler.Expire(ref S, Order, 5)),
            ("unpausing", () => S.Vcpus[(int)Order].Paused = 1, () => Scheduler.Unpause(ref S, Order)),
            ("domain 0 unpausing", () => S.Vcpus[(int)Order].Paused = 1, () => DomainControl.UnpauseDomain(ref S, 0, Order)),
        ];
        Assert.All(ways, way =>
        {
            Machine.SharedWord(Order, 0) = 0;
            Machine.SharedWord(Order, SharedInfo.Pending) = 0;
            Machine.SharedWord(Order, VcpuInfo.PendingSelector) = 0;
            way.Sleep();
            Machine.KeepInSight();
            Assert.Equal(0UL, (S.Woken >> (int)Order) & 1);
            way.Wake();
            Assert.True(Scheduler.CanRun(ref S, Order), way.Name);
            Assert.Equal(1UL, (S.Woken >> (int)Order) & 1);
        });
    }

    private void Notify(uint domain) => EventChannel.SetPending(ref S, domain, 3);

    [Fact]
    public void Only_an_existing_domain_is_unpaused() => Fails(Errno.NoDomain, () => Scheduler.Unpause(ref S, Nobody));
}
