namespace Verified.Kernel.Tests.Grants;

public sealed class RevokeMappingTests : Trio
{
    private const ulong InUse = GrantEntry.Reading | GrantEntry.Writing;

    [Fact]
    public void The_domain_reads_zeros_where_the_mapping_was_and_owes_a_flush()
    {
        uint handle = Map(MapFlags.HostMap);
        Machine.Guest(Dom0, 5).Fill(7);
        S.Domains[(int)Order].FlushOwed = 0;
        Assert.Equal(0, GrantTable.RevokeMapping(ref S, Order, handle));
        ulong leaf = S.Leaves[(int)Order][8];
        Assert.Equal(LeafKind.Revoked, Leaf.Kind(leaf));
        Assert.Equal(Leaf.NoExecute, leaf & (Leaf.Writable | Leaf.NoExecute));
        Assert.False(Machine.Guest(Order, 8).ContainsAnyExcept((byte)0));
        Assert.Equal(1u, S.Domains[(int)Order].FlushOwed);
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void The_granter_gets_its_page_back_unpinned_and_unmarked()
    {
        uint frame = Leaf.MachineFrame(S.Leaves[(int)Dom0][5]);
        uint handle = Map(MapFlags.HostMap);
        Assert.Equal(InUse, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Equal(0, GrantTable.RevokeMapping(ref S, Order, handle));
        Assert.Equal(0UL, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Equal(0u, S.ActiveGrants[(int)Dom0][0].WritePins);
        Assert.Equal(0u, S.Frames[(int)frame].Mappings);
    }

    [Fact]
    public void Marks_that_another_mapping_justifies_stay()
    {
        uint writable = Map(MapFlags.HostMap);
        Assert.Equal(1, GrantTable.MapGrantRef(
            ref S, Order, 0x9000, MapFlags.HostMap | MapFlags.ReadOnly, 0, Dom0));
        Assert.Equal(0, GrantTable.RevokeMapping(ref S, Order, writable));
        Assert.Equal(GrantEntry.Reading, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Equal(LeafKind.Mapping, Leaf.Kind(S.Leaves[(int)Order][9]));
    }

    [Fact]
    public void The_handle_stays_reserved_until_its_domain_unmaps_it()
    {
        uint handle = Map(MapFlags.HostMap);
        Assert.Equal(0, GrantTable.RevokeMapping(ref S, Order, handle));
        Assert.Equal(1, GrantTable.MapGrantRef(ref S, Order, 0x9000, MapFlags.HostMap, 0, Dom0));
        Fails(GrantStatus.BadAddress, () => GrantTable.MapGrantRef(ref S, Order, 0x8000, MapFlags.HostMap, 0, Dom0));
        Fails(GrantStatus.GeneralError, () => GrantTable.UnmapGrantRef(ref S, Order, 0xa000, handle));

        S.Domains[(int)Order].FlushOwed = 0;
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Order, 0x8000, handle));
        Assert.Equal(0UL, S.Leaves[(int)Order][8]);
        Assert.Equal(1u, S.Domains[(int)Order].FlushOwed);
        Assert.Equal(InUse, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Equal(0, GrantTable.MapGrantRef(ref S, Order, 0x8000, MapFlags.HostMap, 0, Dom0));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void Only_a_mapping_can_be_taken_away_and_only_once()
    {
        uint handle = Map(MapFlags.HostMap);
        Fails(Errno.Invalid, () => GrantTable.RevokeMapping(ref S, Order, handle + 1));
        Fails(Errno.Invalid, () => GrantTable.RevokeMapping(ref S, Order, Limits.MaptrackHandles));
        Fails(Errno.Invalid, () => GrantTable.RevokeMapping(ref S, Limits.Domains, handle));
        Assert.Equal(0, GrantTable.RevokeMapping(ref S, Order, handle));
        Fails(Errno.Invalid, () => GrantTable.RevokeMapping(ref S, Order, handle));
    }

    [Fact]
    public void The_zero_frame_is_never_donated() =>
        Fails(Errno.Invalid, () => FramePool.Donate(ref S, S.ZeroFrame));

    [Fact]
    public void A_hypercall_reads_zeros_through_a_revoked_page_and_cannot_write_there()
    {
        CallerMode mode = GuestPages.Build(Machine, Order);
        uint handle = Map(MapFlags.HostMap);
        Assert.Equal(0, GrantTable.RevokeMapping(ref S, Order, handle));
        Assert.Equal(S.ZeroFrame, GuestPageWalk.Translate(ref S, Order, ref mode, 0x8000, GuestAccess.Read));
        Assert.Equal(
            GuestPageWalk.Fault, GuestPageWalk.Translate(ref S, Order, ref mode, 0x8000, GuestAccess.Write));
    }

    private uint Map(uint flags)
    {
        Machine.Grant(Dom0, 0, Order, 5);
        return (uint)GrantTable.MapGrantRef(ref S, Order, 0x8000, flags, 0, Dom0);
    }
}
