namespace Verified.Kernel;

/// <summary>A date and time of day as a PC's real-time clock tells it (Motorola MC146818): UTC.</summary>
public struct CalendarTime
{
    /// <summary>0 to 59.</summary>
    public uint Second;

    /// <summary>0 to 59.</summary>
    public uint Minute;

    /// <summary>0 to 23; in twelve-hour mode as the clock has it.</summary>
    public uint Hour;

    /// <summary>1 to 31.</summary>
    public uint Day;

    /// <summary>1 to 12.</summary>
    public uint Month;

    /// <summary>The year's last two digits: 1970 to 2069.</summary>
    public uint Year;

    // Register B of the clock.
    private const uint IsBinary = 4;
    private const uint Is24Hours = 2;

    private const uint SecondsPerDay = 86_400;
    private const uint FirstYear = 1970;

    /// <summary>
    /// Seconds since 1970; 0 when the clock says what no calendar has, as one that is not there does.
    /// </summary>
    /// <param name="mode">The clock's register B: how it writes numbers and hours.</param>
    public readonly ulong Seconds(uint mode)
    {
        const uint Afternoon = 0x80;
        uint hour = Number(Hour & ~Afternoon, mode);
        if ((mode & Is24Hours) == 0)
            hour = (hour == 12 ? 0 : hour) + ((Hour & Afternoon) != 0 ? 12U : 0);
        uint year = Number(Year, mode);
        uint month = Number(Month, mode);
        uint day = Number(Day, mode);
        uint minute = Number(Minute, mode);
        uint second = Number(Second, mode);
        if (second > 59 || minute > 59 || hour > 23 || day - 1 > 30 || month - 1 > 11 || year > 99)
            return 0;

        year += year < FirstYear % 100 ? 2000U : 1900U;
        ulong days = Days(year, month) + day - 1;
        return (days * SecondsPerDay) + (hour * 3600) + (minute * 60) + second;
    }

    /// <summary>Days from 1 January 1970 to the first of a month: years begin in March here, so that leap days end them.</summary>
    private static ulong Days(uint year, uint month)
    {
        const uint DaysTo1970 = 719_468;
        uint march = month > 2 ? month - 3 : month + 9;
        uint y = month > 2 ? year : year - 1;
        return (y * 365) + (y / 4) - (y / 100) + (y / 400) + (((march * 153) + 2) / 5) - DaysTo1970;
    }

    private static uint Number(uint value, uint mode) =>
        (mode & IsBinary) != 0 ? value : ((value >> 4) * 10) + (value & 0xf);
}
