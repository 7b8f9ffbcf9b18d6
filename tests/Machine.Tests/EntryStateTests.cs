namespace Verified.Machine.Tests;

/// <summary>
/// What holds at every VMRUN, read out of the memory of a machine while its guest runs: the VMCB's control words and
/// the tables that they name (AMD64 manual vol. 2, appendix B and section 15.25).
/// </summary>
public sealed class EntryStateTests(MachineDump dump)
{
    private const ulong UpperLevelRights = 0x27;
    private const int Entries = 512;

    [Theory]
    [InlineData(0x00c, 0)] // INTR
    [InlineData(0x00c, 1)] // NMI
    [InlineData(0x00c, 2)] // SMI
    [InlineData(0x00c, 3)] // INIT
    [InlineData(0x00c, 15)] // RDPMC
    [InlineData(0x00c, 18)] // CPUID
    [InlineData(0x00c, 22)] // INVD
    [InlineData(0x00c, 24)] // HLT
    [InlineData(0x00c, 26)] // INVLPGA
    [InlineData(0x00c, 27)] // IOIO
    [InlineData(0x00c, 28)] // MSR
    [InlineData(0x00c, 29)] // task switch
    [InlineData(0x00c, 31)] // shutdown
    [InlineData(0x010, 0)] // VMRUN
    [InlineData(0x010, 1)] // VMMCALL
    [InlineData(0x010, 2)] // VMLOAD
    [InlineData(0x010, 3)] // VMSAVE
    [InlineData(0x010, 4)] // STGI
    [InlineData(0x010, 5)] // CLGI
    [InlineData(0x010, 6)] // SKINIT
    [InlineData(0x010, 8)] // ICEBP
    [InlineData(0x010, 9)] // WBINVD
    [InlineData(0x010, 10)] // MONITOR
    [InlineData(0x010, 11)] // MWAIT
    [InlineData(0x010, 12)] // MWAIT, if the monitor is armed
    [InlineData(0x010, 13)] // XSETBV
    [InlineData(0x010, 14)] // RDPRU
    [InlineData(0x008, 1)] // #DB
    [InlineData(0x008, 17)] // #AC
    [InlineData(0x008, 18)] // #MC
    public void What_a_guest_may_not_do_by_itself_is_intercepted(int word, int bit) =>
        Assert.True((dump.Vmcb32(word) >> bit & 1) == 1);

    [Fact]
    public void Every_access_to_a_debug_register_is_intercepted() => Assert.Equal(uint.MaxValue, dump.Vmcb32(0x004));

    [Fact]
    public void Nested_paging_is_on_and_names_the_domains_own_tables()
    {
        Assert.Equal(1UL, dump.Vmcb64(0x090) & 1);
        Assert.Equal(dump.Symbol("nested_tables"), dump.Vmcb64(0x0b0));
    }

    [Fact]
    public void The_address_space_identifier_is_not_the_hosts_and_interrupts_are_the_hypervisors()
    {
        Assert.NotEqual(0u, dump.Vmcb32(0x058));
        Assert.Equal(1UL, dump.Vmcb64(0x060) >> 24 & 1);
        Assert.Equal(0u, dump.Vmcb32(0x0c0));
    }

    [Fact]
    public void The_permission_maps_are_the_declared_ones_and_permit_nothing()
    {
        Assert.Equal(dump.Symbol("io_permission_map"), dump.Vmcb64(0x040));
        Assert.Equal(dump.Symbol("msr_permission_map"), dump.Vmcb64(0x048));
        Assert.Equal(-1, dump.Sealed(dump.Symbol("io_permission_map"), 3 * 4096).IndexOfAnyExcept((byte)0xff));
        Assert.Equal(-1, dump.Sealed(dump.Symbol("msr_permission_map"), 2 * 4096).IndexOfAnyExcept((byte)0xff));
    }

    [Fact]
    public void The_upper_levels_of_every_domains_nested_tables_lead_to_its_own_row_of_leaves_and_nowhere_else()
    {
        const ulong RowSize = Limits.GuestFrames * 8;
        for (ulong domain = 0; domain < Limits.Domains; domain++)
        {
            ulong root = dump.Symbol("nested_tables") + (domain * 3 * 4096);
            Assert.Equal((root + 4096) | UpperLevelRights, dump.SealedWord(root));
            Assert.Equal((root + 8192) | UpperLevelRights, dump.SealedWord(root + 4096));
            for (ulong i = 1; i < Entries; i++)
                Assert.Equal((0UL, 0UL), (dump.SealedWord(root + (i * 8)), dump.SealedWord(root + 4096 + (i * 8))));
            ulong leaves = dump.Symbol("kernel_state") + (domain * RowSize);
            for (ulong i = 0; i < Entries; i++)
            {
                ulong expected = i < Limits.GuestFrames / Entries ? (leaves + (i * 4096)) | UpperLevelRights : 0;
                Assert.Equal(expected, dump.SealedWord(root + 8192 + (i * 8)));
            }
        }
    }
}
