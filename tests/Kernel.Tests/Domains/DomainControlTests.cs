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
    public void The_most_that_a_domain_may_own_is_set_in_KiB_and_never_below_what_it_owns()
    {
        Assert.Equal(0, DomainControl.MaxMem(ref S, Dom0, Order, 28));
        Assert.Equal(7u, S.Domains[(int)Order].MaximumFrames);
        Fails(Errno.Invalid, () => DomainControl.MaxMem(ref S, Dom0, Order, 20));
        Fails(Errno.Invalid, () => DomainControl.MaxMem(ref S, Dom0, Order, ulong.MaxValue));
        Fails(Errno.NotPermitted, () => DomainControl.MaxMem(ref S, Order, Order, 28));
        Fails(Errno.NoDomain, () => DomainControl.MaxMem(ref S, Dom0, Nobody, 28));
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
