using Verified.Monitor;

namespace Verified.Kernel.Tests.VirtualMemory;

public sealed class ForeignTests : Trio
{
    [Fact]
    public void Domain_0_sees_and_writes_another_domains_RAM_and_then_no_longer()
    {
        Assert.Equal(0, Map(Order, 2, 8));
        Machine.Guest(Dom0, 8)[5] = 77;
        Assert.Equal(77, Machine.Guest(Order, 2)[5]);
        Assert.Empty(Invariants.Violations(Machine));
        S.Domains[(int)Dom0].FlushOwed = 0;
        Assert.Equal(0, PhysicalMap.RemoveFromPhysmap(ref S, Dom0, DomainIds.Self, 8));
        Assert.Equal((0UL, 1u), (S.Leaves[(int)Dom0][8], S.Domains[(int)Dom0].FlushOwed));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void RAM_that_is_foreign_to_somebody_is_busy()
    {
        Map(Order, 2, 8);
        Fails(Errno.Busy, () => PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, 2));
    }

    [Fact]
    public void Nobody_else_gets_a_foreign_frame_and_nothing_else_becomes_one()
    {
        Fails(Errno.NotPermitted, () => PhysicalMap.MapGmfnForeign(ref S, Order, DomainIds.Self, Ads, 2, 8));
        Fails(Errno.NotPermitted, () => PhysicalMap.MapGmfnForeign(ref S, Dom0, Order, Ads, 2, 8));
        Fails(Errno.NoDomain, () => Map(Nobody, 2, 8));
        Fails(Errno.Invalid, () => Map(Dom0, 2, 8));
        Fails(Errno.Invalid, () => Map(Order, 9, 8));
        Fails(Errno.Invalid, () => Map(Order, 32, 8));
        Fails(Errno.Invalid, () => Map(Order, 2, 3));
        Fails(Errno.Invalid, () => Map(Order, 2, 32));
    }

    [Fact]
    public void The_monitor_is_asked_before_the_other_domain_is_looked_at()
    {
        InForce.Policy(ref S.Monitor).Labels[(int)SamplePolicy.Management].SteTypes = default;
        Fails(Errno.Denied, () => Map(Order, 9, 8));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Hook.MapGmfnForeign, (ushort)Order), (denial.Hook, denial.Target));
    }

    [Fact]
    public void Shared_info_and_grant_table_can_be_taken_out_but_not_RAM_nor_a_mapped_grant()
    {
        PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, PhysmapSpace.SharedInfo, 0, 8);
        Assert.Equal(0, PhysicalMap.RemoveFromPhysmap(ref S, Order, DomainIds.Self, 8));
        Assert.Equal(Frame.NoGfn, S.Frames[(int)S.Domains[(int)Order].SharedInfoFrame].Index);
        Fails(Errno.NoEntry, () => PhysicalMap.RemoveFromPhysmap(ref S, Order, DomainIds.Self, 8));
        Fails(Errno.Invalid, () => PhysicalMap.RemoveFromPhysmap(ref S, Order, DomainIds.Self, 2));
        Fails(Errno.Invalid, () => PhysicalMap.RemoveFromPhysmap(ref S, Order, DomainIds.Self, 32));
        Fails(Errno.NotPermitted, () => PhysicalMap.RemoveFromPhysmap(ref S, Order, Ads, 2));
        Machine.Grant(Dom0, 0, Order, 2);
        Assert.True(GrantTable.MapGrantRef(ref S, Order, 8 << 12, 2, 0, Dom0) >= 0);
        Fails(Errno.Invalid, () => PhysicalMap.RemoveFromPhysmap(ref S, Order, DomainIds.Self, 8));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void RAM_moves_to_another_guest_frame_number_with_its_contents()
    {
        Machine.Guest(Order, 2)[9] = 9;
        S.Domains[(int)Order].FlushOwed = 0;
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, PhysmapSpace.Gmfn, 2, 8));
        Assert.Equal((0UL, (byte)9), (S.Leaves[(int)Order][2], Machine.Guest(Order, 8)[9]));
        Assert.Equal(1u, S.Domains[(int)Order].FlushOwed);
        Assert.Empty(Invariants.Violations(Machine));
    }

    private long Map(uint foreign, ulong index, ulong gfn) =>
        PhysicalMap.MapGmfnForeign(ref S, Dom0, DomainIds.Self, foreign, index, gfn);
}
