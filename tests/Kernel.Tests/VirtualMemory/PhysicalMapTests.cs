namespace Verified.Kernel.Tests.VirtualMemory;

public sealed class PhysicalMapTests : Trio
{
    [Fact]
    public void Shared_info_and_grant_table_appear_and_move()
    {
        Assert.Equal(0, Add(PhysmapSpace.SharedInfo, 8));
        Assert.Equal(0, Add(PhysmapSpace.GrantTable, 9));
        Machine.SharedWord(Order, 0) = 17;
        Assert.Equal(17, Machine.Guest(Order, 8)[0]);
        S.Domains[(int)Order].FlushOwed = 0;
        Assert.Equal(0, Add(PhysmapSpace.SharedInfo, 10));
        Assert.Equal(0UL, S.Leaves[(int)Order][8]);
        Assert.Equal(17, Machine.Guest(Order, 10)[0]);
        Assert.Equal(1u, S.Domains[(int)Order].FlushOwed);
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Theory]
    [InlineData(0u, 1UL, 8UL, Errno.Invalid)]
    [InlineData(1u, 0x8000_0000UL, 8UL, Errno.Invalid)]
    [InlineData(0u, 0UL, 5UL, Errno.Invalid)]
    [InlineData(0u, 0UL, 32UL, Errno.Invalid)]
    [InlineData(0u, 0UL, 0x1_0000_0008UL, Errno.Invalid)]
    [InlineData(2u, 7UL, 8UL, Errno.Invalid)]
    [InlineData(2u, 32UL, 8UL, Errno.Invalid)]
    [InlineData(2u, 1UL, 1UL, Errno.Invalid)]
    [InlineData(3u, 0UL, 8UL, Errno.NoSuchCall)]
    [InlineData(4u, 0UL, 8UL, Errno.NoSuchCall)]
    public void What_is_not_offered_is_refused(uint space, ulong index, ulong gfn, long error) =>
        Fails(error, () => PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, space, index, gfn));

    [Fact]
    public void Another_domains_space_takes_privilege()
    {
        Fails(Errno.NotPermitted, () => PhysicalMap.AddToPhysmap(ref S, Order, Ads, 0, 0, 8));
        Fails(Errno.NoDomain, () => PhysicalMap.AddToPhysmap(ref S, Dom0, Nobody, 0, 0, 8));
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Dom0, Order, 0, 0, 8));
        Assert.Equal(LeafKind.SharedInfo, Leaf.Kind(S.Leaves[(int)Order][8]));
    }

    [Fact]
    public void A_populated_frame_is_clear_writable_RAM()
    {
        uint top = S.FreeFrames[(int)S.FreeCount - 1];
        Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, Order, 8));
        Assert.Equal(top, Leaf.MachineFrame(S.Leaves[(int)Order][8]));
        Assert.False(Machine.Guest(Order, 8).ContainsAnyExcept((byte)0));
        Assert.Equal(7u, S.Domains[(int)Order].OwnedFrames);
    }

    [Fact]
    public void A_domain_gets_no_more_than_its_maximum()
    {
        for (uint gfn = 6; gfn < 12; gfn++)
            Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, Order, gfn));
        Fails(Errno.NoMemory, () => PhysicalMap.PopulateFrame(ref S, Order, 12));
    }

    [Fact]
    public void Occupied_and_missing_places_are_refused()
    {
        Fails(Errno.Invalid, () => PhysicalMap.PopulateFrame(ref S, Order, 5));
        Fails(Errno.Invalid, () => PhysicalMap.PopulateFrame(ref S, Order, Limits.GuestFrames));
        Fails(Errno.NoDomain, () => PhysicalMap.PopulateFrame(ref S, Nobody, 8));
    }

    [Fact]
    public void A_domain_that_takes_all_there_is_leaves_the_others_what_they_may_own()
    {
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Order, 4UL * (12 + S.Unclaimed)));
        for (uint gfn = 6; gfn < Limits.GuestFrames; gfn++)
            Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, Order, gfn));
        for (uint gfn = 6; gfn < 12; gfn++)
            Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, Ads, gfn));
        Fails(Errno.NoMemory, () => PhysicalMap.PopulateFrame(ref S, Ads, 12));
    }

    [Fact]
    public void A_frame_is_donated_once_and_cleared()
    {
        Machine machine = new();
        machine.Frame(5).Fill(0xcc);
        Assert.Equal(0, FramePool.Donate(ref machine.State, 5));
        Assert.False(machine.Frame(5).ContainsAnyExcept((byte)0));
        Assert.Equal(Errno.Invalid, FramePool.Donate(ref machine.State, 5));
        Assert.Equal(Errno.Invalid, FramePool.Donate(ref machine.State, Limits.Frames));
        Assert.Equal(1u, machine.State.FreeCount);
    }

    private long Add(uint space, ulong gfn) =>
        PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, space, 0, gfn);
}
