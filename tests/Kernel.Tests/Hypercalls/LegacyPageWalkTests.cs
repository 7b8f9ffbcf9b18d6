namespace Verified.Kernel.Tests.Hypercalls;

/// <summary>The walk for 32-bit guests: tables in the guest's frames 0 to 2, and RAM in its frames 3 to 5.</summary>
public sealed class LegacyPageWalkTests
{
    private const uint Guest = 1;
    private const uint Writable = 3;
    private const uint Large = 0x83;

    private readonly Machine _machine =
        Machine.WithDomains([SamplePolicy.Management, SamplePolicy.Order], ram: 6);

    private CallerMode _mode = new() { Cr0 = CallerMode.Paging | CallerMode.WriteProtect | 1 };

    [Fact]
    public void Plain_paging_finds_a_page_through_two_levels_of_entries_of_4_bytes()
    {
        Plain(directory: 1, page: 3);
        Assert.Equal(Frame(5), Translate(Linear(1, 3) + 0x123, GuestAccess.Write));
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(1, 4), GuestAccess.Read));
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(2, 3), GuestAccess.Read));
    }

    [Fact]
    public void Only_32_bits_of_an_address_count()
    {
        Plain(directory: 1, page: 3);
        Assert.Equal(Frame(5), Translate(0xffff_ffff_0000_0000 | Linear(1, 3), GuestAccess.Read));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public void A_read_only_entry_stops_writes_while_CR0_WP_is_set(uint level)
    {
        Plain(directory: 1, page: 3);
        if (level == 0)
            Word(0, 1) &= ~2u;
        else
            Word(1, 3) &= ~2u;
        Assert.Equal(Frame(5), Translate(Linear(1, 3), GuestAccess.Read));
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(1, 3), GuestAccess.Write));
        _mode.Cr0 &= ~CallerMode.WriteProtect;
        Assert.Equal(Frame(5), Translate(Linear(1, 3), GuestAccess.Write));
    }

    [Fact]
    public void A_page_of_4_MiB_takes_CR4_PSE_and_has_a_reserved_bit()
    {
        Word(0, 2) = Large;
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(2, 4), GuestAccess.Read));
        _mode.Cr4 = CallerMode.PageSizeExtensions;
        Assert.Equal(Frame(4), Translate(Linear(2, 4), GuestAccess.Read));
        Word(0, 2) = Large | (1u << 21);
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(2, 4), GuestAccess.Read));
        // Address bits 32 to 39 stand in bits 13 to 20: beyond the guest's frames.
        Word(0, 2) = Large | (1u << 13);
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(2, 4), GuestAccess.Read));
    }

    [Fact]
    public void A_table_beyond_the_guests_frames_faults()
    {
        Plain(directory: 1, page: 3);
        Word(0, 1) = 0xffff_f003;
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(1, 3), GuestAccess.Read));
        _mode.Cr3 = 0xffff_f000;
        Assert.Equal(GuestPageWalk.Fault, Translate(Linear(1, 3), GuestAccess.Read));
    }

    [Fact]
    public void PAE_finds_a_page_through_a_pointer_and_two_tables()
    {
        Extended();
        Assert.Equal(Frame(5), Translate(0xc000_7000, GuestAccess.Write));
        Assert.Equal(GuestPageWalk.Fault, Translate(0x8000_7000, GuestAccess.Read));
        Assert.Equal(GuestPageWalk.Fault, Translate(0xc000_6000, GuestAccess.Read));
    }

    [Fact]
    public void A_PAE_pointer_has_no_writable_bit_but_its_entries_do()
    {
        Extended();
        Entry(0, 4 + 3) = (1 << 12) | 1;
        Assert.Equal(Frame(5), Translate(0xc000_7000, GuestAccess.Write));
        Entry(2, 7) &= ~2UL;
        Assert.Equal(GuestPageWalk.Fault, Translate(0xc000_7000, GuestAccess.Write));
        Entry(0, 4 + 3) = 0;
        Assert.Equal(GuestPageWalk.Fault, Translate(0xc000_7000, GuestAccess.Read));
    }

    [Fact]
    public void A_PAE_page_of_2_MiB_has_reserved_address_bits()
    {
        Extended();
        Entry(1, 1) = Large;
        Assert.Equal(Frame(3), Translate(0xc020_3000, GuestAccess.Write));
        Entry(1, 1) = Large | (1 << 13);
        Assert.Equal(GuestPageWalk.Fault, Translate(0xc020_3000, GuestAccess.Read));
    }

    [Fact]
    public void Without_paging_no_table_is_read()
    {
        _mode.Cr0 = 1;
        Assert.Equal(Frame(5), Translate(0x5000, GuestAccess.Write));
        Assert.Equal(GuestPageWalk.Fault, Translate(0x1f000, GuestAccess.Read));
    }

    private static uint Linear(uint directory, uint page) => (directory << 22) | (page << 12);

    /// <summary>Directory in frame 0, table in frame 1; the page shows frame 5.</summary>
    private void Plain(uint directory, uint page)
    {
        Word(0, directory) = (1 << 12) | Writable;
        Word(1, page) = (5 << 12) | Writable;
    }

    /// <summary>Pointers at offset 32 of frame 0, directory in frame 1, table in frame 2; page 7 shows frame 5.</summary>
    private void Extended()
    {
        _mode.Cr4 = CallerMode.PhysicalAddressExtension;
        _mode.Cr3 = 32;
        Entry(0, 4 + 3) = (1 << 12) | 1;
        Entry(1, 0) = (2 << 12) | Writable;
        Entry(2, 7) = (5 << 12) | Writable;
    }

    private ref ulong Entry(uint gfn, uint index) => ref _machine.Word(Frame((int)gfn), index * 8);

    private ref uint Word(uint gfn, uint index) =>
        ref System.Runtime.CompilerServices.Unsafe.Add(
            ref System.Runtime.CompilerServices.Unsafe.As<ulong, uint>(ref Entry(gfn, index / 2)), (int)(index & 1));

    private uint Translate(ulong address, uint access) =>
        GuestPageWalk.Translate(ref _machine.State, Guest, ref _mode, address, access);

    private uint Frame(int gfn) => Leaf.MachineFrame(_machine.State.Leaves[(int)Guest][gfn]);
}
