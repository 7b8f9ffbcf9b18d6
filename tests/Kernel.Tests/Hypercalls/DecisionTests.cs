namespace Verified.Kernel.Tests.Hypercalls;

public sealed class DecisionTests
{
    private const uint Dom0 = 0;
    private const uint Broker = 1;
    private const uint Order = 2;
    private const uint Ads = 3;

    private readonly Machine _machine = Machine.WithDomains(
        [SamplePolicy.Management, SamplePolicy.Broker, SamplePolicy.Order, SamplePolicy.Advertising]);

    [Theory]
    [InlineData(Order, SamplePolicy.OrderDisk, true)]
    [InlineData(Order, SamplePolicy.AdvertisingDisk, false)]
    [InlineData(Ads, SamplePolicy.AdvertisingDisk, true)]
    [InlineData(Ads, SamplePolicy.OrderDisk, false)]
    public void A_device_domain_asks_before_it_serves_a_resource(uint domain, uint disk, bool permitted)
    {
        uint wire = disk * 0x1_0001;
        Assert.Equal((0L, permitted), Ask(Broker, 2, domain, 1, wire, Decision.Authorization));
        Assert.Equal((0L, permitted), Ask(Broker, 1, wire, 2, domain, Decision.Authorization));
        Assert.Equal((0L, permitted), Ask(Broker, 2, domain, 1, disk << 16, Decision.Authorization));
    }

    [Fact]
    public void A_refused_question_is_logged_with_the_labels_of_the_pair()
    {
        Ask(Broker, 2, Order, 1, SamplePolicy.AdvertisingDisk << 16, Decision.Authorization);
        Assert.True(Audit.TryTake(ref _machine.State, out Denial denial));
        Assert.Equal((Broker, Audit.NoDomain), (denial.Caller, denial.Target));
        Assert.Equal((SamplePolicy.Order, SamplePolicy.AdvertisingDisk), (denial.CallerLabel, denial.TargetLabel));
    }

    [Fact]
    public void A_domain_may_ask_about_itself_but_not_about_strangers()
    {
        Assert.Equal((0L, false), Ask(Order, 2, DomainIds.Self, 2, Ads, Decision.Sharing));
        Assert.Equal((0L, true), Ask(Order, 2, Order, 2, Broker, Decision.Sharing));
        Assert.Equal((Errno.NotPermitted, false), Ask(Order, 2, Ads, 2, Broker, Decision.Sharing));
        uint disk = SamplePolicy.AdvertisingDisk << 16;
        Assert.Equal((Errno.NotPermitted, false), Ask(Order, 2, Ads, 1, disk, Decision.Authorization));
        Assert.Equal((0L, true), Ask(Dom0, 2, Ads, 2, Broker, Decision.Sharing));
    }

    [Fact]
    public void Unknown_labels_and_wrong_kinds_of_labels_are_denied()
    {
        Assert.Equal((0L, false), Ask(Dom0, 1, 0x2_0003, 2, Order, Decision.Sharing));
        Assert.Equal((0L, false), Ask(Dom0, 1, 99 * 0x1_0001, 2, Order, Decision.Sharing));
        Assert.Equal((0L, false), Ask(Dom0, 1, SamplePolicy.OrderDisk * 0x1_0001, 2, Order, Decision.Sharing));
        Assert.Equal((0L, false), Ask(Dom0, 2, Order, 2, Order, Decision.Authorization));
        uint disk = SamplePolicy.OrderDisk << 16;
        Assert.Equal((0L, false), Ask(Dom0, 1, disk, 1, disk, Decision.Authorization));
    }

    [Fact]
    public void Questions_without_meaning_are_errors()
    {
        Assert.Equal((Errno.NoSuchCall, false), Ask(Dom0, 2, Order, 2, Ads, 4));
        Assert.Equal((Errno.Invalid, false), Ask(Dom0, 3, Order, 2, Ads, Decision.Sharing));
        Assert.Equal((Errno.NoDomain, false), Ask(Dom0, 2, 0x7ff1, 2, Ads, Decision.Sharing));
    }

    private (long Result, bool Permitted) Ask(uint caller, uint by1, uint id1, uint by2, uint id2, uint hook)
    {
        long result = Decision.GetDecision(ref _machine.State, caller, by1, id1, by2, id2, hook, out uint decision);
        return (result, decision == Decision.Permitted);
    }
}
