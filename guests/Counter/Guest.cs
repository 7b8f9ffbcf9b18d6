namespace Verified.Guests;

/// <summary>
/// Counts, five numbers a second, and tells each tenth. It keeps nothing outside its own RAM and registers, so that it
/// goes on counting after it was saved on one machine and restored on another. It says so if any of its registers changes.
/// </summary>
internal static unsafe class Guest
{
    private const ulong Pattern = 0x0000_1357_2468_1357;

    // Of registers.S: debug registers, CR2, CR8, PKRU, XCR0 and MSRs; the upper halves of YMM.
    private const int OthersAt = 128;
    private const int OthersEnd = 1024;
    private const int YmmAt = 1024 + 576;
    private const int YmmEnd = YmmAt + 256;

    private const ulong Pause = 200_000_000;
    private const uint Told = 10;

    internal static void Main()
    {
        Registers.Enable();
        Registers.Fill(Pattern);
        Registers.Hold(Pattern, 1);
        byte* first = Grants.Page(0);
        Registers.Capture(first);
        for (uint count = 0; ; count++)
        {
            if (count % Told == 0)
            {
                Line line = default;
                line.Add("counted to "u8);
                line.Add(count);
                if (!AreKept(first, Grants.Page(1)))
                    line.Add(", but its registers have changed"u8);
                line.End();
            }

            SystemTime.Pause(Pause);
        }
    }

    private static bool AreKept(byte* first, byte* now)
    {
        Registers.Capture(now);
        bool areKept = true;
        for (int i = OthersAt; i < YmmEnd; i++)
            areKept &= (i >= OthersEnd && i < YmmAt) || first[i] == now[i];
        return areKept;
    }
}
