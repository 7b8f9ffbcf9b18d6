namespace Verified.Kernel.Tests.Grants;

public sealed class SetupTableTests : Trio
{
    [Fact]
    public void A_domain_learns_where_it_sees_its_own_table()
    {
        Assert.Equal(0, GrantTable.SetupTable(ref S, Order, DomainIds.Self, out ulong gfn));
        Assert.Equal(GrantTable.NotMapped, gfn);
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Order, Order, PhysmapSpace.GrantTable, 0, 9));
        Assert.Equal(0, GrantTable.SetupTable(ref S, Order, Order, out gfn));
        Assert.Equal(9UL, gfn);
    }

    [Fact]
    public void Anothers_table_takes_privilege_and_the_monitors_permission()
    {
        Fails(GrantStatus.PermissionDenied, () => GrantTable.SetupTable(ref S, Order, Dom0, out _));
        Fails(GrantStatus.PermissionDenied, () => GrantTable.SetupTable(ref S, Order, Nobody, out _));
        Fails(GrantStatus.BadDomain, () => GrantTable.SetupTable(ref S, Dom0, Nobody, out _));
        Assert.Equal(0, GrantTable.SetupTable(ref S, Dom0, Order, out _));
        S.Monitor.Policies[0].Labels[(int)SamplePolicy.Management].SteTypes.Word0 = 4;
        Fails(GrantStatus.PermissionDenied, () => GrantTable.SetupTable(ref S, Dom0, Order, out _));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal(Hook.SetupTable, denial.Hook);
    }
}
