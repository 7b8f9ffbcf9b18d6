namespace Verified.Kernel.Tests.Grants;

public sealed class MapGrantRefTests : Trio
{
    private const uint Writable = MapFlags.HostMap;
    private const uint ReadOnly = MapFlags.HostMap | MapFlags.ReadOnly;

    [Fact]
    public void A_granted_frame_appears_where_the_caller_wants_it()
    {
        Machine.Grant(Dom0, 2, Order, 5);
        Machine.Guest(Dom0, 5)[7] = 42;
        Assert.Equal(0, Map(Order, 8, Writable, 2, Dom0));
        Assert.Equal(42, Machine.Guest(Order, 8)[7]);
        ulong leaf = S.Leaves[(int)Order][8];
        Assert.Equal(LeafKind.Mapping, Leaf.Kind(leaf));
        Assert.Equal(Leaf.Writable | Leaf.NoExecute, leaf & (Leaf.Writable | Leaf.NoExecute));
        Assert.Equal(GrantEntry.Reading | GrantEntry.Writing, Machine.GrantWord(Dom0, 2) & 24);
    }

    [Fact]
    public void A_read_only_mapping_is_not_writable_and_marks_reading_alone()
    {
        Machine.Grant(Dom0, 2, Order, 5, GrantEntry.PermitAccess | GrantEntry.ReadOnly);
        Assert.Equal(0, Map(Order, 8, ReadOnly, 2, Dom0));
        Assert.Equal(0UL, S.Leaves[(int)Order][8] & Leaf.Writable);
        Assert.Equal(GrantEntry.Reading, Machine.GrantWord(Dom0, 2) & 24);
        Fails(GrantStatus.GeneralError, () => Map(Order, 9, Writable, 2, Dom0));
    }

    [Fact]
    public void From_the_first_map_on_the_remembered_frame_counts_and_not_the_entry()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Assert.Equal(0, Map(Order, 8, Writable, 0, Dom0));
        Machine.Grant(Dom0, 0, Ads, 4, 0);
        Assert.Equal(1, Map(Order, 9, Writable, 0, Dom0));
        Assert.Equal(Leaf.MachineFrame(S.Leaves[(int)Order][8]), Leaf.MachineFrame(S.Leaves[(int)Order][9]));
        Assert.Equal(2u, S.ActiveGrants[(int)Dom0][0].WritePins);
    }

    [Fact]
    public void The_first_writable_mapping_reads_the_entry_again_but_keeps_the_frame()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Assert.Equal(0, Map(Order, 8, ReadOnly, 0, Dom0));
        Machine.Grant(Dom0, 0, Order, 4, GrantEntry.PermitAccess | GrantEntry.ReadOnly);
        Fails(GrantStatus.GeneralError, () => Map(Order, 9, Writable, 0, Dom0));
        Machine.Grant(Dom0, 0, Order, 4);
        Assert.Equal(1, Map(Order, 9, Writable, 0, Dom0));
        Assert.Equal(Leaf.MachineFrame(S.Leaves[(int)Order][8]), Leaf.MachineFrame(S.Leaves[(int)Order][9]));
    }

    [Fact]
    public void A_reference_that_one_domain_has_mapped_is_closed_to_others()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Assert.Equal(0, Map(Order, 8, ReadOnly, 0, Dom0));
        Machine.Grant(Dom0, 0, Ads, 5);
        Fails(GrantStatus.GeneralError, () => Map(Ads, 8, ReadOnly, 0, Dom0));
    }

    [Fact]
    public void Denied_pairs_get_permission_denied_whatever_the_entry_says()
    {
        Machine.Grant(Order, 0, Ads, 5);
        Fails(GrantStatus.PermissionDenied, () => Map(Ads, 8, Writable, 0, Order));
        Fails(GrantStatus.PermissionDenied, () => Map(Ads, 8, Writable, 99, Order));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Hook.MapGrantRef, Ads, Order), (denial.Hook, denial.Caller, denial.Target));
    }

    [Theory]
    [InlineData(0u, GrantStatus.BadReference)]
    [InlineData(1u, GrantStatus.GeneralError)]
    [InlineData(4u, GrantStatus.BadReference)]
    [InlineData(3u, GrantStatus.GeneralError)]
    [InlineData(0x12u, GrantStatus.GeneralError)]
    [InlineData(0x0au, GrantStatus.GeneralError)]
    public void Only_host_mappings_are_offered(uint flags, long status)
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Fails(status, () => Map(Order, 8, flags, 0, Dom0));
    }

    [Fact]
    public void A_mapping_needs_an_empty_page_within_the_guests_space()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Fails(GrantStatus.BadAddress, () => GrantTable.MapGrantRef(ref S, Order, 0x8001, Writable, 0, Dom0));
        Fails(GrantStatus.BadAddress, () => Map(Order, 5, Writable, 0, Dom0));
        Fails(GrantStatus.BadAddress, () => Map(Order, Limits.GuestFrames, Writable, 0, Dom0));
        Fails(GrantStatus.BadAddress, () => Map(Order, 0x1_0000_0000_0008, Writable, 0, Dom0));
    }

    [Fact]
    public void Entries_that_do_not_permit_this_access_to_the_caller_are_refused()
    {
        Fails(GrantStatus.BadReference, () => Map(Order, 8, Writable, Limits.GrantReferences, Dom0));
        Fails(GrantStatus.BadDomain, () => Map(Order, 8, Writable, 0, Nobody));
        Fails(GrantStatus.GeneralError, () => Map(Order, 8, Writable, 0, Dom0));
        Machine.Grant(Dom0, 0, Ads, 5);
        Fails(GrantStatus.GeneralError, () => Map(Order, 8, Writable, 0, Dom0));
        Machine.Grant(Dom0, 0, Order, 5, 2);
        Fails(GrantStatus.GeneralError, () => Map(Order, 8, Writable, 0, Dom0));
    }

    [Fact]
    public void Only_RAM_of_the_granter_can_be_granted()
    {
        Machine.Grant(Order, 1, Dom0, 5);
        Assert.Equal(0, Map(Dom0, 9, Writable, 1, Order));
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Dom0, DomainIds.Self, PhysmapSpace.SharedInfo, 0, 10));
        foreach (uint gfn in new uint[] { 8, 9, 10, Limits.GuestFrames, 0xffff_ffff })
        {
            Machine.Grant(Dom0, 0, Order, gfn);
            Fails(GrantStatus.BadPage, () => Map(Order, 8, Writable, 0, Dom0));
        }
    }

    [Fact]
    public void Bits_of_the_flags_without_a_meaning_have_none()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Assert.Equal(0, Map(Order, 8, 0xffff_ffe0 | ReadOnly, 0, Dom0));
        Assert.Equal(0UL, S.Leaves[(int)Order][8] & Leaf.Writable);
    }

    [Fact]
    public void A_domain_maps_what_it_grants_itself()
    {
        Machine.Grant(Order, 0, Order, 5);
        Assert.Equal(0, Map(Order, 8, Writable, 0, DomainIds.Self));
        Assert.Equal(
            Leaf.MachineFrame(S.Leaves[(int)Order][5]), Leaf.MachineFrame(S.Leaves[(int)Order][8]));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void When_every_handle_is_in_use_there_is_no_device_space()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        for (uint handle = 0; handle < Limits.MaptrackHandles; handle++)
            Assert.Equal(handle, Map(Order, 8 + handle, ReadOnly, 0, Dom0));
        Fails(GrantStatus.NoHandle, () => Map(Order, 20, ReadOnly, 0, Dom0));
    }

    private long Map(uint caller, ulong gfn, uint flags, uint reference, uint granter) =>
        GrantTable.MapGrantRef(ref S, caller, gfn << 12, flags, reference, granter);
}
