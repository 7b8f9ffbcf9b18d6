namespace Verified.Kernel.Tests.Grants;

public sealed class UnmapGrantRefTests : Trio
{
    private const ulong InUse = GrantEntry.Reading | GrantEntry.Writing;

    [Fact]
    public void The_page_is_gone_the_handle_free_and_a_flush_owed()
    {
        S.Domains[(int)Order].FlushOwed = 0;
        uint handle = Map(8, MapFlags.HostMap);
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Order, 0x8000, handle));
        Assert.Equal(0UL, S.Leaves[(int)Order][8]);
        Assert.Equal(1u, S.Domains[(int)Order].FlushOwed);
        Assert.Equal(0UL, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Empty(Invariants.Violations(Machine));
        Fails(GrantStatus.BadHandle, () => GrantTable.UnmapGrantRef(ref S, Order, 0x8000, handle));
    }

    [Fact]
    public void In_use_bits_go_with_the_last_mapping_of_their_kind()
    {
        uint writable = Map(8, MapFlags.HostMap);
        uint readOnly = Map(9, MapFlags.HostMap | MapFlags.ReadOnly);
        uint second = Map(10, MapFlags.HostMap);
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Order, 0x8000, writable));
        Assert.Equal(InUse, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Order, 0xa000, second));
        Assert.Equal(GrantEntry.Reading, Machine.GrantWord(Dom0, 0) & InUse);
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Order, 0x9000, readOnly));
        Assert.Equal(0UL, Machine.GrantWord(Dom0, 0) & InUse);
    }

    [Theory]
    [InlineData(0x9000UL)]
    [InlineData(0x8001UL)]
    [InlineData(0x1_0000_0000_8000UL)]
    public void Another_address_than_that_of_the_mapping_is_a_general_error(ulong address)
    {
        uint handle = Map(8, MapFlags.HostMap);
        Fails(GrantStatus.GeneralError, () => GrantTable.UnmapGrantRef(ref S, Order, address, handle));
    }

    [Fact]
    public void A_handle_belongs_to_the_domain_that_mapped()
    {
        uint handle = Map(8, MapFlags.HostMap);
        Fails(GrantStatus.BadHandle, () => GrantTable.UnmapGrantRef(ref S, Dom0, 0x8000, handle));
        Fails(GrantStatus.BadHandle, () => GrantTable.UnmapGrantRef(ref S, Order, 0x8000, Limits.MaptrackHandles));
        Fails(GrantStatus.BadHandle, () => GrantTable.UnmapGrantRef(ref S, Order, 0x8000, 0xffff_ffff));
    }

    private uint Map(ulong gfn, uint flags)
    {
        if (gfn == 8)
            Machine.Grant(Dom0, 0, Order, 5);
        long handle = GrantTable.MapGrantRef(ref S, Order, gfn << 12, flags, 0, Dom0);
        Assert.True(handle >= 0);
        return (uint)handle;
    }
}
