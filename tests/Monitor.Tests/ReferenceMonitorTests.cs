using FsCheck;
using FsCheck.Fluent;

namespace Verified.Monitor.Tests;

public sealed class ReferenceMonitorTests
{
    private readonly Loaded _monitor = new(Samples.Orders());

    [Theory]
    [InlineData(Samples.Management, Samples.Order, true)]
    [InlineData(Samples.Order, Samples.Order, true)]
    [InlineData(Samples.Order, Samples.Advertising, false)]
    [InlineData(Samples.Advertising, Samples.Order, false)]
    [InlineData(Samples.Broker, Samples.Order, true)]
    [InlineData(Samples.Broker, Samples.Advertising, true)]
    [InlineData(Samples.Unlabeled, Samples.Unlabeled, false)]
    [InlineData(Samples.Unlabeled, Samples.Management, false)]
    [InlineData(Samples.Order, Limits.Labels, false)]
    [InlineData(uint.MaxValue, uint.MaxValue, false)]
    public void Two_labels_share_iff_their_types_meet(uint a, uint b, bool expected) =>
        Assert.Equal(expected, ReferenceMonitor.MayShare(ref _monitor.State, a, b));

    [Fact]
    public void A_label_may_use_a_resource_iff_the_resources_type_is_one_of_its_own()
    {
        Assert.True(ReferenceMonitor.MayAccess(ref _monitor.State, Samples.Order, Samples.OrderDisk));
        Assert.False(ReferenceMonitor.MayAccess(ref _monitor.State, Samples.Order, Samples.AdvertisingDisk));
        Assert.True(ReferenceMonitor.MayAccess(ref _monitor.State, Samples.Broker, Samples.AdvertisingDisk));
    }

    [Fact]
    public void A_VM_label_is_no_resource_and_a_resource_no_VM_label()
    {
        Assert.False(ReferenceMonitor.MayAccess(ref _monitor.State, Samples.Order, Samples.Order));
        Assert.False(ReferenceMonitor.MayAccess(ref _monitor.State, Samples.OrderDisk, Samples.OrderDisk));
        Assert.False(ReferenceMonitor.IsResource(ref _monitor.State, Samples.AdvertisingDisk + 1));
    }

    [Fact]
    public void Unlabeled_is_known_only_when_the_policy_defines_it()
    {
        Assert.False(ReferenceMonitor.IsKnown(ref _monitor.State, Samples.Unlabeled));
        PolicyBytes policy = Samples.Orders();
        policy.VmSte = [[2], .. policy.VmSte.Skip(1)];
        Assert.True(ReferenceMonitor.IsKnown(ref new Loaded(policy).State, Samples.Unlabeled));
    }

    [Fact]
    public void Labels_of_any_types_share_exactly_as_their_sets_meet() => Check.QuickThrowOnFailure(
        Prop.ForAll(
            Sets().ToArbitrary(), Sets().ToArbitrary(), (a, b) =>
            {
                Loaded monitor = new(new PolicyBytes { SteTypes = 256, VmSte = [a, b] });
                return ReferenceMonitor.MayShare(ref monitor.State, 0, 1) == a.Intersect(b).Any();
            }));

    private static Gen<int[]> Sets() => Gen.Choose(0, 255).ArrayOf(12);
}
