namespace Verified.Kernel.Tests.Hypercalls;

public sealed class GuestPageWalkTests
{
    private const uint Guest = 1;
    private const uint Other = 2;

    private readonly Machine _machine =
        Machine.WithDomains([SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Order], ram: 6);

    private CallerMode _mode;

    public GuestPageWalkTests() => _mode = GuestPages.Build(_machine, Guest);

    [Fact]
    public void A_mapped_page_is_found_through_four_levels_and_the_leaf() =>
        Assert.Equal(Frame(5), Translate(0x5123, GuestAccess.Write));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void An_entry_that_is_not_present_faults_at_every_level(uint level)
    {
        GuestPages.Entry(_machine, Guest, level, level == 3 ? 5u : 0) &= ~1UL;
        Assert.Equal(GuestPageWalk.Fault, Translate(0x5000, GuestAccess.Read));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void A_read_only_entry_at_any_level_stops_writes_while_CR0_WP_is_set(uint level)
    {
        GuestPages.Entry(_machine, Guest, level, level == 3 ? 5u : 0) &= ~2UL;
        Assert.Equal(Frame(5), Translate(0x5000, GuestAccess.Read));
        Assert.Equal(GuestPageWalk.Fault, Translate(0x5000, GuestAccess.Write));
        _mode.Cr0 &= ~CallerMode.WriteProtect;
        Assert.Equal(Frame(5), Translate(0x5000, GuestAccess.Write));
    }

    [Fact]
    public void A_large_page_maps_2_MiB_and_its_reserved_address_bits_fault()
    {
        GuestPages.Entry(_machine, Guest, 2, 3) = 0x83;
        Assert.Equal(Frame(4), Translate((3UL << 21) + 0x4000, GuestAccess.Read));
        GuestPages.Entry(_machine, Guest, 2, 3) = 0x2083;
        Assert.Equal(GuestPageWalk.Fault, Translate((3UL << 21) + 0x4000, GuestAccess.Read));
    }

    [Fact]
    public void A_huge_page_maps_1_GiB_and_none_stands_at_the_top_level()
    {
        GuestPages.Entry(_machine, Guest, 1, 2) = 0x83;
        Assert.Equal(Frame(3), Translate((2UL << 30) + 0x3000, GuestAccess.Read));
        GuestPages.Entry(_machine, Guest, 0, 2) = 0x83;
        Assert.Equal(GuestPageWalk.Fault, Translate(2UL << 39, GuestAccess.Read));
    }

    [Theory]
    [InlineData(0x0000_8000_0000_0000UL)]
    [InlineData(0x8000_0000_0000_5000UL)]
    [InlineData(0xffff_0000_0000_0000UL)]
    public void An_address_that_is_not_canonical_faults(ulong address) =>
        Assert.Equal(GuestPageWalk.Fault, Translate(address, GuestAccess.Read));

    [Fact]
    public void The_upper_half_of_the_address_space_is_walked_too()
    {
        GuestPages.Entry(_machine, Guest, 0, 511) = GuestPages.Entry(_machine, Guest, 0, 0);
        Assert.Equal(Frame(5), Translate(0xffff_ff80_0000_5000, GuestAccess.Read));
    }

    [Fact]
    public void A_table_or_page_beyond_the_guests_frames_faults()
    {
        GuestPages.Map(_machine, Guest, 5, Limits.GuestFrames, GuestPages.Writable);
        Assert.Equal(GuestPageWalk.Fault, Translate(0x5000, GuestAccess.Read));
        _mode.Cr3 = (ulong)Limits.GuestFrames << 12;
        Assert.Equal(GuestPageWalk.Fault, Translate(0x4000, GuestAccess.Read));
    }

    [Fact]
    public void Without_paging_addresses_are_guest_physical_and_of_32_bits()
    {
        _mode.Cr0 = 1;
        _mode.Efer = 0;
        Assert.Equal(Frame(5), Translate(0x5000, GuestAccess.Write));
        Assert.Equal(Frame(5), Translate(0x1_0000_5000, GuestAccess.Write));
        Assert.Equal(GuestPageWalk.Fault, Translate(0x1f000, GuestAccess.Read));
    }

    [Fact]
    public void Five_levels_are_refused()
    {
        _mode.Cr4 = CallerMode.FiveLevels;
        Assert.Equal(GuestPageWalk.Fault, Translate(0x5000, GuestAccess.Read));
    }

    [Fact]
    public void A_read_only_mapping_of_a_grant_can_be_read_but_not_written()
    {
        Map(MapFlags.HostMap | MapFlags.ReadOnly);
        Assert.Equal(OtherFrame(4), Translate(0x8000, GuestAccess.Read));
        Assert.Equal(GuestPageWalk.Fault, Translate(0x8000, GuestAccess.Write));
    }

    [Fact]
    public void A_writable_mapping_can_be_written_but_is_not_the_domains_own()
    {
        Map(MapFlags.HostMap);
        Assert.Equal(OtherFrame(4), Translate(0x8000, GuestAccess.Write));
        Assert.Equal(GuestPageWalk.Fault, Translate(0x8000, GuestAccess.WriteOwn));
    }

    [Fact]
    public void A_buffer_across_two_pages_is_read_and_written_in_both()
    {
        Assert.True(Open(0x4ffd, 16, out GuestBuffer buffer));
        buffer.Write64(ref _machine.State, 0, 0x0123_4567_89ab_cdef);
        buffer.Write16(ref _machine.State, 8, 0xa5a5);
        Assert.Equal(0xef, _machine.Guest(Guest, 4)[0xffd]);
        Assert.Equal(0x67, _machine.Guest(Guest, 5)[1]);
        Assert.Equal(0x0123_4567_89ab_cdefUL, buffer.Read64(ref _machine.State, 0));
        Assert.Equal(0xa5, buffer.Read8(ref _machine.State, 9));
    }

    [Fact]
    public void A_buffer_whose_second_page_is_missing_does_not_open()
    {
        GuestPages.Map(_machine, Guest, 5, 5, 0);
        Assert.False(Open(0x4ffd, 4, out _));
        Assert.True(Open(0x4ffc, 4, out _));
    }

    private uint Translate(ulong address, uint access) =>
        GuestPageWalk.Translate(ref _machine.State, Guest, ref _mode, address, access);

    private bool Open(ulong address, uint length, out GuestBuffer buffer) => GuestBuffer.TryOpen(
        ref _machine.State, Guest, ref _mode, address, length, GuestAccess.Write, out buffer);

    private uint Frame(int gfn) => Leaf.MachineFrame(_machine.State.Leaves[(int)Guest][gfn]);

    private uint OtherFrame(int gfn) => Leaf.MachineFrame(_machine.State.Leaves[(int)Other][gfn]);

    private void Map(uint flags)
    {
        _machine.Grant(Other, 0, Guest, 4);
        Assert.Equal(0, GrantTable.MapGrantRef(ref _machine.State, Guest, 0x8000, flags, 0, Other));
    }
}
