namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class RunstateTests : Trio
{
    private uint Frame => Leaf.MachineFrame(S.Leaves[(int)Order][2]);

    private uint NextFrame => Leaf.MachineFrame(S.Leaves[(int)Order][3]);

    [Fact]
    public void Time_is_charged_to_what_the_vCPU_did_and_told_in_the_registered_area()
    {
        Assert.Equal(0, VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, Frame, 0x100));
        VirtualCpu.ChangeRunstate(ref S, Order, RunstateKind.Running, 1000);
        VirtualCpu.ChangeRunstate(ref S, Order, RunstateKind.Blocked, 1500);
        VirtualCpu.ChangeRunstate(ref S, Order, RunstateKind.Running, 1700);
        Assert.Equal(
            [RunstateKind.Running, 1700UL, 500UL, 0UL, 200UL, 0UL],
            Enumerable.Range(0, 6).Select(i => Machine.Word(Frame, 0x100 + (8 * (uint)i))));
    }

    [Fact]
    public void The_figures_told_on_request_include_the_time_that_runs_now()
    {
        VirtualCpu.ChangeRunstate(ref S, Order, RunstateKind.Running, 1000);
        Assert.Equal(0, VirtualCpu.GetRunstate(ref S, Order, 0, 1300, out Runstate told));
        Assert.Equal((RunstateKind.Running, 1000UL, 300UL), (told.Kind, told.Since, told.Running));
        Assert.Equal(Errno.NoEntry, VirtualCpu.GetRunstate(ref S, Order, 1, 1300, out told));
        Assert.Equal((0u, 0UL), (told.Kind, told.Running));
    }

    [Fact]
    public void An_area_across_two_pages_is_written_into_both()
    {
        VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, NextFrame, 4096 - 24);
        VirtualCpu.ChangeRunstate(ref S, Order, RunstateKind.Running, 1000);
        VirtualCpu.ChangeRunstate(ref S, Order, RunstateKind.Blocked, 1500);
        Assert.Equal((2UL, 1500UL), (Machine.Word(Frame, 4072), Machine.Word(Frame, 4080)));
        Assert.Equal((500UL, 0UL), (Machine.Word(Frame, 4088), Machine.Word(NextFrame, 0)));
        Assert.Equal((FramePin.Runstate, FramePin.Runstate), (S.Frames[(int)Frame].Pinned, S.Frames[(int)NextFrame].Pinned));
    }

    [Fact]
    public void A_second_area_replaces_the_first_and_none_ends_it()
    {
        VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, NextFrame, 4090);
        Assert.Equal(0, VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, Frame, 8));
        Assert.Equal((FramePin.Runstate, 0), (S.Frames[(int)Frame].Pinned, S.Frames[(int)NextFrame].Pinned));
        Assert.Equal(0, VirtualCpu.UnregisterRunstate(ref S, Order, 0));
        Assert.Equal((0, 0), (S.Frames[(int)Frame].Pinned, S.Vcpus[(int)Order].RunstateUsed));
        Fails(Errno.NoEntry, () => VirtualCpu.UnregisterRunstate(ref S, Order, 1));
    }

    [Fact]
    public void An_area_in_what_is_not_the_callers_RAM_is_refused()
    {
        uint others = Leaf.MachineFrame(S.Leaves[(int)Ads][2]);
        Fails(Errno.NoEntry, () => VirtualCpu.RegisterRunstate(ref S, Order, 1, Frame, Frame, 0));
        Fails(Errno.BadAddress, () => VirtualCpu.RegisterRunstate(ref S, Order, 0, others, Frame, 0));
        Fails(Errno.BadAddress, () => VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, others, 0));
        Fails(Errno.BadAddress, () => VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, Limits.Frames, 0));
        Fails(Errno.BadAddress, () => VirtualCpu.RegisterRunstate(ref S, Order, 0, Frame, Frame, 4096));
        uint shared = S.Domains[(int)Order].SharedInfoFrame;
        Fails(Errno.BadAddress, () => VirtualCpu.RegisterRunstate(ref S, Order, 0, shared, shared, 0));
    }

    [Theory]
    [InlineData(0u, 5u, 0L)]
    [InlineData(1u, 5u, 0L)]
    [InlineData(2u, 5u, Errno.NoSuchCall)]
    [InlineData(0u, 4u, Errno.Invalid)]
    [InlineData(0u, 37u, Errno.Invalid)]
    public void Marked_updates_are_the_only_assistance(uint command, uint type, long result)
    {
        Assert.Equal(result, VirtualCpu.Assist(ref S, Order, command, type));
        Assert.Equal(result == 0 && command == 0 ? 1 : 0, S.Vcpus[(int)Order].RunstateMarked);
    }
}
