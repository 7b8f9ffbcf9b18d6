namespace Verified.Kernel.Tests.Grants;

public sealed class GrantTableTests : Trio
{
    [Fact]
    public void Two_entries_change_places()
    {
        Machine.Grant(Order, 2, Dom0, 5);
        Machine.Grant(Order, 3, Ads, 4, GrantEntry.PermitAccess | GrantEntry.ReadOnly);
        (ulong a, ulong b) = (Machine.GrantWord(Order, 2), Machine.GrantWord(Order, 3));
        Assert.Equal(0, GrantTable.SwapGrantRef(ref S, Order, 2, 3));
        Assert.Equal((b, a), (Machine.GrantWord(Order, 2), Machine.GrantWord(Order, 3)));
    }

    [Fact]
    public void An_entry_in_use_keeps_its_place()
    {
        Machine.Grant(Order, 2, Dom0, 5);
        Assert.Equal(0, GrantTable.MapGrantRef(ref S, Dom0, 0x8000, MapFlags.HostMap, 2, Order));
        Fails(GrantStatus.TryAgain, () => GrantTable.SwapGrantRef(ref S, Order, 2, 3));
        Fails(GrantStatus.TryAgain, () => GrantTable.SwapGrantRef(ref S, Order, 3, 2));
        Assert.Equal(0, GrantTable.SwapGrantRef(ref S, Order, 2, 2));
        Assert.Equal(0, GrantTable.SwapGrantRef(ref S, Order, 4, 3));
    }

    [Fact]
    public void A_reference_beyond_the_table_is_a_bad_one()
    {
        Fails(GrantStatus.BadReference, () => GrantTable.SwapGrantRef(ref S, Order, Limits.GrantReferences, 1));
        Fails(GrantStatus.BadReference, () => GrantTable.SwapGrantRef(ref S, Order, 1, 0xffff_ffff));
    }

    [Fact]
    public void Size_and_version_of_anothers_table_take_privilege()
    {
        Assert.Equal(0, GrantTable.QuerySize(ref S, Order, DomainIds.Self));
        Assert.Equal(0, GrantTable.QuerySize(ref S, Dom0, Order));
        Fails(GrantStatus.PermissionDenied, () => GrantTable.QuerySize(ref S, Order, Dom0));
        Fails(GrantStatus.BadDomain, () => GrantTable.QuerySize(ref S, Dom0, Nobody));
        Assert.Equal(1, GrantTable.GetVersion(ref S, Order, Order));
        Assert.Equal(1, GrantTable.GetVersion(ref S, Dom0, Ads));
        Fails(Errno.NotPermitted, () => GrantTable.GetVersion(ref S, Order, Dom0));
        Fails(Errno.NoDomain, () => GrantTable.GetVersion(ref S, Dom0, Nobody));
    }

    [Theory]
    [InlineData(0u, Errno.Invalid)]
    [InlineData(1u, Errno.Okay)]
    [InlineData(2u, Errno.NoSuchCall)]
    [InlineData(3u, Errno.Invalid)]
    public void Version_1_is_the_only_one(uint version, long result) =>
        Assert.Equal(result, GrantTable.SetVersion(ref S, Order, version));
}
