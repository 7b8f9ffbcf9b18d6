namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class ParameterTests : Trio
{
    private const uint StoreFrame = 1;
    private const uint StorePort = 2;
    private const uint TimerMode = 10;
    private const uint Viridian = 9;
    private const uint FipWidth = 36;

    [Fact]
    public void A_domain_sets_and_reads_its_own_parameters()
    {
        Assert.Equal(0, DomainParameters.Set(ref S, Order, DomainIds.Self, StorePort, 5));
        Assert.Equal(0, DomainParameters.Get(ref S, Order, DomainIds.Self, StorePort, out ulong value));
        Assert.Equal(5UL, value);
        Assert.Equal(0UL, S.Params[(int)Ads][(int)StorePort]);
    }

    [Fact]
    public void What_the_management_sets_a_domain_may_read_but_not_set()
    {
        Fails(Errno.NotPermitted, () => DomainParameters.Set(ref S, Order, Order, StoreFrame, 5));
        Assert.Equal(0, DomainParameters.Set(ref S, Dom0, Order, StoreFrame, 7));
        Assert.Equal(0, DomainParameters.Get(ref S, Order, Order, StoreFrame, out ulong value));
        Assert.Equal(7UL, value);
        Fails(Errno.NotPermitted, () => DomainParameters.Get(ref S, Order, Order, TimerMode, out _));
    }

    [Fact]
    public void Parameters_of_another_domain_take_privilege()
    {
        Fails(Errno.NotPermitted, () => DomainParameters.Set(ref S, Order, Ads, StorePort, 5));
        Fails(Errno.NotPermitted, () => DomainParameters.Get(ref S, Order, Nobody, StorePort, out _));
        Fails(Errno.NoDomain, () => DomainParameters.Set(ref S, Dom0, Nobody, StorePort, 5));
    }

    [Theory]
    [InlineData(39u)]
    [InlineData(63u)]
    [InlineData(64u)]
    [InlineData(0xffff_ffffu)]
    [InlineData(4u)]
    [InlineData(13u)]
    [InlineData(26u)]
    public void Indices_without_a_use_are_invalid(uint index)
    {
        Fails(Errno.Invalid, () => DomainParameters.Set(ref S, Dom0, Order, index, 1));
        Fails(Errno.Invalid, () => DomainParameters.Get(ref S, Dom0, Order, index, out _));
    }

    [Fact]
    public void Some_are_set_once()
    {
        Assert.Equal(0, DomainParameters.Set(ref S, Dom0, Order, Viridian, 1));
        Assert.Equal(0, DomainParameters.Set(ref S, Dom0, Order, Viridian, 1));
        Fails(Errno.AlreadyExists, () => DomainParameters.Set(ref S, Dom0, Order, Viridian, 3));
    }

    [Theory]
    [InlineData(TimerMode, 4UL)]
    [InlineData(FipWidth, 5UL)]
    [InlineData(FipWidth, 1UL << 32)]
    public void Values_that_a_parameter_does_not_have_are_invalid(uint index, ulong value) =>
        Fails(Errno.Invalid, () => DomainParameters.Set(ref S, Dom0, Order, index, value));

    [Theory]
    [InlineData((2UL << 56) | 0xf3, 0xf3)]
    [InlineData((2UL << 56) | 0x0f, 0)]
    [InlineData((1UL << 56) | 0xf3, 0)]
    [InlineData(1UL, 0)]
    public void A_vector_for_the_events_is_taken_at_once(ulong value, byte vector)
    {
        Assert.Equal(0, DomainParameters.Set(ref S, Order, DomainIds.Self, DomainParameters.CallbackIrq, value));
        Assert.Equal(vector, S.Vcpus[(int)Order].UpcallVector);
    }

    [Fact]
    public void There_are_no_shadow_page_tables_to_be_told_about()
    {
        Fails(Errno.Invalid, () => DomainParameters.PagetableDying(ref S, Order, DomainIds.Self));
        Fails(Errno.NotPermitted, () => DomainParameters.PagetableDying(ref S, Order, Ads));
        Fails(Errno.NotSupported, () => DomainParameters.PagetableDying(ref S, Dom0, Ads));
        Fails(Errno.NoDomain, () => DomainParameters.PagetableDying(ref S, Dom0, Nobody));
    }
}
