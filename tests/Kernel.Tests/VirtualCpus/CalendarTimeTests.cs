using FsCheck.Xunit;

namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class CalendarTimeTests
{
    private const uint Binary24 = 6;
    private const uint Decimal24 = 2;

    [Property(MaxTest = 500)]
    public void The_seconds_are_those_of_the_calendar(uint any)
    {
        // From 1970 to the end of 2069.
        DateTime time = DateTime.UnixEpoch.AddSeconds(any % 3_155_760_000u);

        Assert.Equal((ulong)(time - DateTime.UnixEpoch).TotalSeconds, Of(time).Seconds(Binary24));
    }

    [Theory]
    [InlineData(0x59u, 0x46u, 0x01u, 0x09u, 0x09u, 0x01u, 999_999_999UL + 20)]
    [InlineData(0x00u, 0x00u, 0x00u, 0x29u, 0x02u, 0x24u, 1_709_164_800UL)]
    public void A_clock_that_counts_in_decimal_digits_is_understood(
        uint second, uint minute, uint hour, uint day, uint month, uint year, ulong seconds)
    {
        CalendarTime time = new() { Second = second, Minute = minute, Hour = hour, Day = day, Month = month, Year = year };

        Assert.Equal(seconds, time.Seconds(Decimal24));
    }

    [Theory]
    [InlineData(12u, 0)]
    [InlineData(1u, 1)]
    [InlineData(0x8cu, 12)]
    [InlineData(0x8bu, 23)]
    public void A_clock_of_twelve_hours_is_understood(uint hour, int expected)
    {
        CalendarTime time = Of(DateTime.UnixEpoch);
        time.Hour = hour;

        Assert.Equal((ulong)expected * 3600, time.Seconds(4));
    }

    [Fact]
    public void A_clock_that_is_not_there_says_nothing()
    {
        CalendarTime time = new() { Second = 255, Minute = 255, Hour = 255, Day = 255, Month = 255, Year = 255 };

        Assert.Equal(0UL, time.Seconds(255));
    }

    private static CalendarTime Of(DateTime time) => new()
    {
        Second = (uint)time.Second,
        Minute = (uint)time.Minute,
        Hour = (uint)time.Hour,
        Day = (uint)time.Day,
        Month = (uint)time.Month,
        Year = (uint)time.Year % 100,
    };
}
