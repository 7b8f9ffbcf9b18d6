namespace Verified.Kernel.Tests.Domains;

public sealed class DestroyDomainTests : Trio
{
    [Fact]
    public void A_destroyed_domain_leaves_nothing_and_gives_its_frames_back_clear()
    {
        uint free = S.FreeCount;
        Machine.Guest(Order, 3).Fill(0xcc);
        Machine.SharedWord(Order, 0x800) = 5;
        Assert.Equal(0, DomainControl.DestroyDomain(ref S, Dom0, Order));
        Run(Order);
        Assert.Equal(DomainStatus.Free, S.Domains[(int)Order].Status);
        Assert.Equal(free + 8, S.FreeCount);
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void A_dying_domain_neither_calls_nor_is_called_but_still_counts_for_the_Chinese_Wall()
    {
        Assert.Equal(0, DomainControl.DestroyDomain(ref S, Dom0, Order));
        Fails(Errno.NoDomain, () => Alloc(Dom0, Order));
        Fails(Errno.NoDomain, () => DomainControl.UnpauseDomain(ref S, Dom0, Order));
        Assert.Equal(VcpuRun.Stopped, S.Vcpus[(int)Order].Run);
        Fails(Errno.Denied, () => DomainControl.CreateDomain(ref S, Dom0, SamplePolicy.Rival, 8, 0));
        Run(Order);
        Assert.True(DomainControl.CreateDomain(ref S, Dom0, SamplePolicy.Rival, 8, 0) > 0);
    }

    [Fact]
    public void Its_peers_ports_become_unbound_and_its_mappers_read_zeros()
    {
        (uint port, _) = Connect(Order);
        Machine.Grant(Order, 1, Dom0, 2);
        Machine.Guest(Order, 2)[0] = 9;
        long handle = GrantTable.MapGrantRef(ref S, Dom0, 8 << 12, 2, 1, Order);
        Machine.Grant(Dom0, 2, Order, 2);
        Assert.True(GrantTable.MapGrantRef(ref S, Order, 8 << 12, 2, 2, Dom0) >= 0);
        S.Domains[(int)Dom0].FlushOwed = 0;

        DomainControl.DestroyDomain(ref S, Dom0, Order);
        Run(Order);

        Assert.Equal(PortState.Unbound, Port(Dom0, port).State);
        Assert.Equal(LeafKind.Revoked, Leaf.Kind(S.Leaves[(int)Dom0][8]));
        Assert.Equal(0, Machine.Guest(Dom0, 8)[0]);
        Assert.Equal(1u, S.Domains[(int)Dom0].FlushOwed);
        Assert.Equal(0u, S.ActiveGrants[(int)Dom0][2].WritePins);
        Assert.Empty(Invariants.Violations(Machine));
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Dom0, 8 << 12, (uint)handle));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void While_domain_0_sees_its_RAM_the_destruction_waits()
    {
        Assert.Equal(0, PhysicalMap.MapGmfnForeign(ref S, Dom0, DomainIds.Self, Order, 2, 8));
        DomainControl.DestroyDomain(ref S, Dom0, Order);
        long result = Errno.Okay;
        for (int i = 0; i < 1000 && result == Errno.Okay; i++)
            result = DomainControl.DestroyStep(ref S, Order);
        Assert.Equal(Errno.Busy, result);
        Assert.Empty(Invariants.Violations(Machine));
        Assert.Equal(0, PhysicalMap.RemoveFromPhysmap(ref S, Dom0, DomainIds.Self, 8));
        Run(Order);
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void Nobody_destroys_without_privilege_nor_himself_nor_nobody()
    {
        Fails(Errno.NotPermitted, () => DomainControl.DestroyDomain(ref S, Order, Ads));
        Fails(Errno.Invalid, () => DomainControl.DestroyDomain(ref S, Dom0, DomainIds.Self));
        Fails(Errno.NoDomain, () => DomainControl.DestroyDomain(ref S, Dom0, Nobody));
        Fails(Errno.NoDomain, () => DomainControl.DestroyDomain(ref S, Dom0, 0xffff));
        Fails(Errno.Invalid, () => DomainControl.DestroyStep(ref S, Order));
        DomainControl.DestroyDomain(ref S, Dom0, Order);
        Fails(Errno.Invalid, () => DomainControl.DestroyLeaf(ref S, Order));
        Fails(Errno.Invalid, () => DomainControl.DestroyEnd(ref S, Order));
        Assert.Equal(0, DomainControl.DestroyDomain(ref S, Dom0, Order));
    }

    [Fact]
    public void Ten_thousand_domains_come_and_go_and_no_frame_is_lost()
    {
        uint free = S.FreeCount;
        for (int i = 0; i < 10_000; i++)
        {
            long id = DomainControl.CreateDomain(ref S, Dom0, SamplePolicy.Broker, 4, 0);
            Assert.True(id > 0);
            for (uint gfn = 0; gfn < 4; gfn++)
                Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, (uint)id, gfn));
            Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Dom0, (uint)id, PhysmapSpace.GrantTable, 0, 9));
            Assert.Equal(0, DomainControl.DestroyDomain(ref S, Dom0, (uint)id));
            Run((uint)id);
        }

        Assert.Equal(free, S.FreeCount);
        Assert.Empty(Invariants.Violations(Machine));
    }

    private void Run(uint domain)
    {
        long result;
        int steps = 0;
        do
        {
            result = DomainControl.DestroyStep(ref S, domain);
            steps++;
        }
        while (result == Errno.Okay);

        Assert.Equal(DomainControl.Gone, result);
        Assert.InRange(steps, 1, (int)DestroyStage.End + 1);
    }
}
