namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class VcpuInfoTests : Trio
{
    private const uint Place = 0x140;

    private uint Frame => Leaf.MachineFrame(S.Leaves[(int)Order][2]);

    [Fact]
    public void What_stood_in_shared_info_goes_to_the_registered_place_with_every_event_to_be_looked_at()
    {
        Machine.SharedWord(Order, 0) = 0xaa00;
        Machine.SharedWord(Order, 56) = 0x1234;
        Assert.Equal(0, VirtualCpu.RegisterInfo(ref S, Order, 0, 2, Place));
        Assert.Equal(0xaa01UL, Machine.Word(Frame, Place));
        Assert.Equal(ulong.MaxValue, Machine.Word(Frame, Place + 8));
        Assert.Equal(0x1234UL, Machine.Word(Frame, Place + 56));
        Assert.Equal(FramePin.VcpuInfo, S.Frames[(int)Frame].Pinned);
    }

    [Fact]
    public void Events_are_told_at_the_registered_place_and_no_longer_in_shared_info()
    {
        (uint ofDom0, uint ofOrder) = Connect(Order);
        VirtualCpu.RegisterInfo(ref S, Order, 0, 2, Place);
        Machine.Frame(Frame).Clear();
        Machine.Frame(S.Domains[(int)Order].SharedInfoFrame).Clear();
        Scheduler.Block(ref S, Order);
        Assert.Equal(VcpuRun.Blocked, S.Vcpus[(int)Order].Run);
        EventChannel.Send(ref S, Dom0, ofDom0);
        Assert.Equal(1UL << (int)ofOrder, Machine.SharedWord(Order, SharedInfo.Pending));
        Assert.Equal((0UL, 0UL), (Machine.SharedWord(Order, 0), Machine.SharedWord(Order, 8)));
        Assert.Equal((1UL, 1UL), (Machine.Word(Frame, Place), Machine.Word(Frame, Place + 8)));
        Assert.Equal(VcpuRun.Runnable, S.Vcpus[(int)Order].Run);
    }

    [Theory]
    [InlineData(1u, 2UL, 0u, Errno.NoEntry)]
    [InlineData(0u, 2UL, 4u, Errno.NoPlace)]
    [InlineData(0u, 2UL, 4096u - 56, Errno.NoPlace)]
    [InlineData(0u, 2UL, 0xffff_fff8u, Errno.NoPlace)]
    [InlineData(0u, 20UL, 0u, Errno.Invalid)]
    [InlineData(0u, 0x1_0000_0002UL, 0u, Errno.Invalid)]
    public void A_place_that_is_not_the_callers_RAM_is_refused(uint vcpu, ulong gfn, uint offset, long error) =>
        Fails(error, () => VirtualCpu.RegisterInfo(ref S, Order, vcpu, gfn, offset));

    [Fact]
    public void A_mapping_of_anothers_frame_is_no_place_for_it()
    {
        Machine.Grant(Dom0, 0, Order, 1);
        Assert.Equal(0, GrantTable.MapGrantRef(ref S, Order, 9 << 12, MapFlags.HostMap, 0, Dom0));
        Fails(Errno.Invalid, () => VirtualCpu.RegisterInfo(ref S, Order, 0, 9, 0));
    }

    [Fact]
    public void It_is_registered_once()
    {
        VirtualCpu.RegisterInfo(ref S, Order, 0, 2, Place);
        Fails(Errno.Invalid, () => VirtualCpu.RegisterInfo(ref S, Order, 0, 3, 0));
    }
}
