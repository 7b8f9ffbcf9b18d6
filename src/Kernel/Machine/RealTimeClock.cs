namespace Verified.Kernel.Machine;

/// <summary>The machine's real-time clock (MC146818, ports 0x70 and 0x71): read once, at boot.</summary>
public static class RealTimeClock
{
    private const uint Index = 0x70;
    private const uint Data = 0x71;
    private const uint StatusB = 0x0b;

    // A clock that is changing right now is read again.
    private const int MostTries = 8;

    /// <summary>Seconds since 1970, UTC; 0 when there is no clock.</summary>
    public static ulong Seconds
    {
        get
        {
            ulong last = Read();
            for (int i = 0; i < MostTries; i++)
            {
                ulong again = Read();
                if (again == last)
                    return again;
                last = again;
            }

            return last;
        }
    }

    private static ulong Read()
    {
        CalendarTime time = default;
        time.Second = Register(0);
        time.Minute = Register(2);
        time.Hour = Register(4);
        time.Day = Register(7);
        time.Month = Register(8);
        time.Year = Register(9);
        return time.Seconds(Register(StatusB));
    }

    private static uint Register(uint number)
    {
        Cpu.PortWrite8(Index, number);
        return Cpu.PortRead8(Data);
    }
}
