namespace Verified.Kernel.Tests.Hypercalls;

public sealed class AuditTests : Trio
{
    [Fact]
    public void A_full_ring_drops_denials_and_counts_them()
    {
        for (int i = 0; i < Limits.DenialLog + 3; i++)
            Alloc(Ads, Order);
        Assert.Equal((8u, 3u), (S.Log.Written, S.Log.Dropped));
        Assert.Equal(11u, S.Domains[(int)Ads].Denials);
        Assert.True(Audit.TryTake(ref S, out _));
        Alloc(Ads, Order);
        Assert.Equal(9u, S.Log.Written);
    }

    [Fact]
    public void A_domain_that_used_up_its_allowance_does_not_silence_others()
    {
        for (int i = 0; i < Audit.Allowance + 5; i++)
        {
            Alloc(Ads, Order);
            Audit.TryTake(ref S, out _);
        }

        Assert.Equal((Audit.Allowance, 5u), (S.Log.Written, S.Log.Dropped));
        Alloc(Order, Ads);
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal(Order, denial.Caller);
        Audit.Renew(ref S);
        Alloc(Ads, Order);
        Assert.True(Audit.TryTake(ref S, out _));
    }

    [Fact]
    public void The_ring_goes_on_when_its_counters_wrap()
    {
        S.Log.Written = uint.MaxValue;
        S.Log.Taken = uint.MaxValue;
        Alloc(Ads, Order);
        Alloc(Order, Ads);
        Assert.True(Audit.TryTake(ref S, out Denial first));
        Assert.True(Audit.TryTake(ref S, out Denial second));
        Assert.Equal((Ads, Order), (first.Caller, second.Caller));
        Assert.False(Audit.TryTake(ref S, out _));
    }
}
