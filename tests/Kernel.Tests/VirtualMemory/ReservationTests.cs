namespace Verified.Kernel.Tests.VirtualMemory;

public sealed class ReservationTests : Trio
{
    [Fact]
    public void RAM_that_is_given_back_is_free_clear_and_no_longer_seen()
    {
        uint frame = Leaf.MachineFrame(S.Leaves[(int)Order][3]);
        Machine.Guest(Order, 3).Fill(0xcc);
        uint free = S.FreeCount;
        S.Domains[(int)Order].FlushOwed = 0;

        Assert.Equal(0, PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 3));

        Assert.Equal(0UL, S.Leaves[(int)Order][3]);
        Assert.Equal((FrameState.Free, free, free + 1), (S.Frames[(int)frame].State, S.Frames[(int)frame].Index, S.FreeCount));
        Assert.False(Machine.Frame(frame).ContainsAnyExcept((byte)0));
        Assert.Equal((5u, 1u), (S.Domains[(int)Order].OwnedFrames, S.Domains[(int)Order].FlushOwed));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void RAM_that_another_domain_has_mapped_is_busy_until_it_is_unmapped()
    {
        Machine.Grant(Order, 0, Dom0, 2);
        long handle = GrantTable.MapGrantRef(ref S, Dom0, 8 << 12, 6, 0, Order);
        Assert.True(handle >= 0);
        Fails(Errno.Busy, () => PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 2));
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Dom0, 8 << 12, (uint)handle));
        Assert.Equal(0, PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 2));
    }

    [Fact]
    public void Only_RAM_is_given_back_and_another_domains_only_by_privilege()
    {
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, PhysmapSpace.GrantTable, 0, 8));
        Fails(Errno.Invalid, () => PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 8));
        Fails(Errno.Invalid, () => PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 9));
        Fails(Errno.Invalid, () => PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 0x1_0000_0001));
        Fails(Errno.NotPermitted, () => PhysicalMap.DecreaseReservation(ref S, Order, Ads, 1));
        Fails(Errno.NoDomain, () => PhysicalMap.DecreaseReservation(ref S, Dom0, Nobody, 1));
        Assert.Equal(0, PhysicalMap.DecreaseReservation(ref S, Dom0, Ads, 1));
    }

    [Fact]
    public void A_frame_given_back_comes_to_the_next_domain_that_asks_without_its_contents()
    {
        uint frame = Leaf.MachineFrame(S.Leaves[(int)Order][3]);
        Machine.Guest(Order, 3).Fill(0xcc);
        PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 3);
        Assert.Equal(0, PhysicalMap.PopulatePhysmap(ref S, Ads, DomainIds.Self, 9));
        Assert.Equal(frame, Leaf.MachineFrame(S.Leaves[(int)Ads][9]));
        Assert.False(Machine.Guest(Ads, 9).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void An_increase_gives_no_frame()
    {
        uint free = S.FreeCount;
        Assert.Equal(0, PhysicalMap.IncreaseReservation());
        Assert.Equal((free, 6u), (S.FreeCount, S.Domains[(int)Order].OwnedFrames));
    }

    [Fact]
    public void What_a_domain_owns_and_may_own_is_told_to_itself_and_to_the_privileged_one()
    {
        Assert.Equal(6, PhysicalMap.CurrentReservation(ref S, Order, DomainIds.Self));
        Assert.Equal(12, PhysicalMap.MaximumReservation(ref S, Order, DomainIds.Self));
        Assert.Equal(31, PhysicalMap.MaximumGpfn(ref S, Order, DomainIds.Self));
        Assert.Equal(6, PhysicalMap.CurrentReservation(ref S, Dom0, Ads));
        Fails(Errno.NotPermitted, () => PhysicalMap.CurrentReservation(ref S, Order, Ads));
        Fails(Errno.NotPermitted, () => PhysicalMap.MaximumReservation(ref S, Order, Ads));
        Fails(Errno.NotPermitted, () => PhysicalMap.MaximumGpfn(ref S, Order, Ads));
        Fails(Errno.NoDomain, () => PhysicalMap.CurrentReservation(ref S, Dom0, Nobody));
    }

    [Fact]
    public void The_memory_map_is_what_the_domain_may_own()
    {
        Assert.Equal(0, PhysicalMap.MemoryMap(ref S, Order, out ulong bytes));
        Assert.Equal(12UL << 12, bytes);
    }
}
