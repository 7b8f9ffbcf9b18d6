namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class TimerTests : Trio
{
    private ref Vcpu Vcpu => ref S.Vcpus[(int)Order];

    [Theory]
    [InlineData(100UL, 0u, 200UL, 0L, 100UL)]
    [InlineData(100UL, 1u, 101UL, Errno.TimePassed, 0UL)]
    [InlineData(100UL, 1u, 100UL, 0L, 100UL)]
    [InlineData(0UL, 0u, 5UL, 0L, 1UL)]
    public void A_deadline_that_must_lie_ahead_is_refused_when_it_does_not(
        ulong deadline, uint flags, ulong now, long result, ulong timer)
    {
        Assert.Equal(result, VirtualCpu.SetSingleshotTimer(ref S, Order, 0, deadline, flags, now));
        Assert.Equal(timer, Vcpu.Timer);
    }

    [Fact]
    public void A_timer_fires_once_at_its_deadline_and_wakes_the_vCPU()
    {
        EventChannel.BindVirq(ref S, Order, VirtualInterrupt.Timer, 0);
        VirtualCpu.SetSingleshotTimer(ref S, Order, 0, 100, 0, 0);
        Scheduler.Block(ref S, Order);
        VirtualCpu.TimerExpire(ref S, Order, 99);
        Assert.Equal((VcpuRun.Blocked, 100UL), (Vcpu.Run, Vcpu.Timer));
        VirtualCpu.TimerExpire(ref S, Order, 100);
        Assert.Equal((VcpuRun.Runnable, 0UL), (Vcpu.Run, Vcpu.Timer));
        Assert.Equal(2UL, Machine.SharedWord(Order, SharedInfo.Pending));
        Machine.SharedWord(Order, SharedInfo.Pending) = 0;
        VirtualCpu.TimerExpire(ref S, Order, 200);
        Assert.Equal(0UL, Machine.SharedWord(Order, SharedInfo.Pending));
    }

    [Fact]
    public void A_stopped_timer_does_not_fire()
    {
        VirtualCpu.SetSingleshotTimer(ref S, Order, 0, 100, 0, 0);
        Assert.Equal(0, VirtualCpu.StopSingleshotTimer(ref S, Order, 0));
        Assert.Equal(0UL, Vcpu.Timer);
    }

    [Fact]
    public void Another_vCPU_has_no_timer()
    {
        Fails(Errno.NoEntry, () => VirtualCpu.SetSingleshotTimer(ref S, Order, 1, 100, 0, 0));
        Fails(Errno.NoEntry, () => VirtualCpu.StopSingleshotTimer(ref S, Order, 1));
        Fails(Errno.NoEntry, () => VirtualCpu.StopPeriodicTimer(1));
        Assert.Equal(0, VirtualCpu.StopPeriodicTimer(0));
    }

    [Theory]
    [InlineData(0UL, 7UL, 0UL)]
    [InlineData(5UL, 7UL, 5UL)]
    [InlineData(7UL + (1UL << 50) - 1, 7UL, 7UL + (1UL << 50) - 1)]
    [InlineData(7UL + (1UL << 50), 7UL, 100_000_007UL)]
    [InlineData(1UL << 63, 7UL, 100_000_007UL)]
    public void Set_timer_op_mends_deadlines_that_cannot_be_meant(ulong deadline, ulong now, ulong timer)
    {
        Assert.Equal(0, VirtualCpu.SetTimerOp(ref S, Order, deadline, now));
        Assert.Equal(timer, Vcpu.Timer);
    }

    [Fact]
    public void The_next_deadline_is_the_earliest_of_all()
    {
        Assert.Equal(0UL, VirtualCpu.NextDeadline(ref Vcpu));
        (Vcpu.Deadline, Vcpu.Timer, Vcpu.Watchdog1, Vcpu.Watchdog2) = (40, 30, 20, 10);
        Assert.Equal(10UL, VirtualCpu.NextDeadline(ref Vcpu));
        (Vcpu.Watchdog1, Vcpu.Watchdog2) = (0, 0);
        Assert.Equal(30UL, VirtualCpu.NextDeadline(ref Vcpu));
        Vcpu.Timer = 0;
        Assert.Equal(40UL, VirtualCpu.NextDeadline(ref Vcpu));
    }

    [Fact]
    public void Two_watchdogs_can_run_each_until_it_is_ended()
    {
        Assert.Equal(1, VirtualCpu.Watchdog(ref S, Order, 0, 100, 5));
        Assert.Equal(2, VirtualCpu.Watchdog(ref S, Order, 0, 100, 5));
        Fails(Errno.NoSpace, () => VirtualCpu.Watchdog(ref S, Order, 0, 100, 5));
        Assert.Equal(0, VirtualCpu.Watchdog(ref S, Order, 1, 0, 5));
        Fails(Errno.Invalid, () => VirtualCpu.Watchdog(ref S, Order, 1, 100, 5));
        Assert.Equal(1, VirtualCpu.Watchdog(ref S, Order, 0, 100, 5));
        Fails(Errno.Invalid, () => VirtualCpu.Watchdog(ref S, Order, 3, 100, 5));
    }

    [Fact]
    public void A_domain_that_does_not_start_its_watchdog_again_is_shut_down_and_domain_0_is_told()
    {
        EventChannel.BindVirq(ref S, Dom0, VirtualInterrupt.DomainException, 0);
        VirtualCpu.Watchdog(ref S, Order, 0, 100, 5);
        VirtualCpu.Watchdog(ref S, Order, 1, 100, 55);
        VirtualCpu.WatchdogExpire(ref S, Order, 105);
        Assert.Equal(VcpuRun.Runnable, Vcpu.Run);
        VirtualCpu.WatchdogExpire(ref S, Order, 155);
        Assert.Equal((VcpuRun.Stopped, (byte)4, 0UL), (Vcpu.Run, Vcpu.ShutdownReason, Vcpu.Watchdog1));
        Assert.Equal(2UL, Machine.SharedWord(Dom0, SharedInfo.Pending));
    }

    [Fact]
    public void A_watchdog_whose_time_would_overflow_never_bites_early()
    {
        VirtualCpu.Watchdog(ref S, Order, 0, ulong.MaxValue, 5);
        VirtualCpu.WatchdogExpire(ref S, Order, ulong.MaxValue - 1);
        Assert.Equal((VcpuRun.Runnable, ulong.MaxValue), (Vcpu.Run, Vcpu.Watchdog1));
    }

    [Fact]
    public void Only_a_privileged_domain_shuts_others_down_and_the_first_reason_stays()
    {
        Fails(Errno.NotPermitted, () => Scheduler.RemoteShutdown(ref S, Order, Ads, 0));
        Fails(Errno.NoDomain, () => Scheduler.RemoteShutdown(ref S, Dom0, Nobody, 0));
        Fails(Errno.Invalid, () => Scheduler.RemoteShutdown(ref S, Dom0, Order, 6));
        Scheduler.PollWait(ref S, Order, 1, 9);
        Assert.Equal(0, Scheduler.RemoteShutdown(ref S, Dom0, Order, 2));
        Assert.Equal(0, Scheduler.RemoteShutdown(ref S, Dom0, Order, 3));
        Assert.Equal((VcpuRun.Stopped, (byte)2, 0u, 0UL), (Vcpu.Run, Vcpu.ShutdownReason, Vcpu.PollPort, Vcpu.Deadline));
    }

    [Fact]
    public void The_only_vCPU_is_up_and_without_it_the_domain_is_off()
    {
        Assert.Equal((1, Errno.NoEntry), (VirtualCpu.IsUp(0), VirtualCpu.IsUp(1)));
        Assert.Equal((0, Errno.NoEntry), (VirtualCpu.Up(0), VirtualCpu.Up(1)));
        Assert.Equal((Errno.AlreadyExists, Errno.NoEntry), (VirtualCpu.Initialise(0), VirtualCpu.Initialise(1)));
        Fails(Errno.NoEntry, () => VirtualCpu.Down(ref S, Order, 1));
        Assert.Equal(0, VirtualCpu.Down(ref S, Order, 0));
        Assert.Equal((VcpuRun.Stopped, (byte)0), (Vcpu.Run, Vcpu.ShutdownReason));
    }
}
