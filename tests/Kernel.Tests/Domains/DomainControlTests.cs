namespace Verified.Kernel.Tests.Domains;

public sealed class DomainControlTests : Trio
{
    [Fact]
    public void Domain_0_pauses_and_unpauses_others()
    {
        Assert.Equal(0, DomainControl.PauseDomain(ref S, Dom0, Order));
        Assert.Equal(1, S.Vcpus[(int)Order].Paused);
        Assert.Equal(0, DomainControl.UnpauseDomain(ref S, Dom0, Order));
        Assert.Equal(0, S.Vcpus[(int)Order].Paused);
        Fails(Errno.Invalid, () => DomainControl.PauseDomain(ref S, Dom0, Dom0));
        Fails(Errno.NotPermitted, () => DomainControl.PauseDomain(ref S, Order, Ads));
        Fails(Errno.NotPermitted, () => DomainControl.UnpauseDomain(ref S, Order, Order));
        Fails(Errno.NoDomain, () => DomainControl.PauseDomain(ref S, Dom0, Nobody));
    }

    [Fact]
    public void The_most_that_a_domain_may_own_is_set_in_KiB()
    {
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Order, 31));
        Assert.Equal(7u, S.Domains[(int)Order].MaximumFrames);
        Fails(Errno.NotPermitted, () => DomainControl.MaxMem(ref S, Order, Order, 28));
        Fails(Errno.NoDomain, () => DomainControl.MaxMem(ref S, Dom0, Nobody, 28));
    }

    [Fact]
    public void A_domain_is_promised_all_that_is_unclaimed_and_not_a_frame_more()
    {
        uint most = S.Domains[(int)Order].MaximumFrames + S.Unclaimed;
        Fails(Errno.NoMemory, () => DomainControl.MaxMem(ref S, Dom0, Order, 4UL * (most + 1)));
        Fails(Errno.NoMemory, () => DomainControl.MaxMem(ref S, Dom0, Order, ulong.MaxValue));
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Order, 4UL * most));
        Assert.Equal(0u, S.Unclaimed);
        Fails(Errno.NoMemory, () => DomainControl.MaxMem(ref S, Dom0, Ads, 4 * 13));
        Assert.Empty(Invariants.Violations(Machine));
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Order, 4 * 12));
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Ads, 4 * 13));
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void A_limit_below_what_a_domain_owns_takes_nothing_away_and_gives_nothing_more()
    {
        uint unclaimed = S.Unclaimed;
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Order, 4 * 4));
        Assert.Equal((6u, 4u), (S.Domains[(int)Order].OwnedFrames, S.Domains[(int)Order].MaximumFrames));
        Assert.Equal(unclaimed + 6, S.Unclaimed);
        Fails(Errno.NoMemory, () => PhysicalMap.PopulateFrame(ref S, Order, 9));

        // What is given back above the limit is nobody's claim; from the limit on it stays the domain's.
        for (uint gfn = 0; gfn < 3; gfn++)
        {
            Assert.Equal(0, PhysicalMap.DecreaseReservation(ref S, Order, DomainIds.Self, gfn));
            Assert.Equal(unclaimed + 6 + Math.Min(gfn + 1, 2), S.Unclaimed);
            Assert.Empty(Invariants.Violations(Machine));
        }

        Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, Order, 9));
        Fails(Errno.NoMemory, () => PhysicalMap.PopulateFrame(ref S, Order, 10));
    }

    [Fact]
    public void Asking_from_an_id_on_finds_every_domain_in_turn()
    {
        S.Domains[1].Status = DomainStatus.Dying;
        uint[] found = new uint[3];
        uint next = 0;
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(0, DomainControl.GetDomainInfo(ref S, Dom0, next, out DomainInfo info));
            found[i] = info.Domain;
            next = found[i] + 1;
        }

        Assert.Equal([0u, 1u, 2u], found);
        Fails(Errno.NoDomain, () => DomainControl.GetDomainInfo(ref S, Dom0, 3, out _));
        Fails(Errno.NotPermitted, () => DomainControl.GetDomainInfo(ref S, Ads, 0, out _));
    }
}
