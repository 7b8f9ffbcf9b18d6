using FsCheck.Xunit;

namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class TimeScaleTests
{
    [Property]
    public void A_guest_tells_an_hour_as_the_hypervisor_does_to_a_few_microseconds(uint any)
    {
        const ulong Hour = 3600UL * 1_000_000;
        ulong rate = any == 0 ? 1 : any % 10_000 + 1;
        TimeScale scale = TimeScale.Of(rate);

        ulong told = Nanoseconds(scale, rate * Hour);

        Assert.InRange((long)(Hour * 1000) - (long)told, 0, 5_000);
        Assert.True(scale.Multiplier >= 1U << 31);
    }

    [Theory]
    [InlineData(1000UL, 0x8000_0000u, 1)]
    [InlineData(2000UL, 0x8000_0000u, 0)]
    [InlineData(4000UL, 0x8000_0000u, -1)]
    public void Powers_of_two_of_a_gigahertz_are_exact(ulong rate, uint multiplier, int shift)
    {
        TimeScale scale = TimeScale.Of(rate);

        Assert.Equal((multiplier, shift), (scale.Multiplier, scale.Shift));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(0xffff_ffffUL)]
    public void The_ends_of_the_range_have_a_scale(ulong rate) => Assert.True(TimeScale.Of(rate).Multiplier >= 1U << 31);

    /// <summary>As Linux's pvclock_scale_delta.</summary>
    private static ulong Nanoseconds(TimeScale scale, ulong ticks)
    {
        ulong shifted = scale.Shift < 0 ? ticks >> -scale.Shift : ticks << scale.Shift;
        return (ulong)((UInt128)shifted * scale.Multiplier >> 32);
    }
}
