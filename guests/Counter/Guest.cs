namespace Verified.Guests;

/// <summary>
/// Counts, five numbers a second, and tells each tenth. It keeps nothing outside its own RAM and registers, so that it
/// goes on counting after it was saved on one machine and restored on another.
/// </summary>
internal static class Guest
{
    private const ulong Pause = 200_000_000;
    private const uint Told = 10;

    internal static void Main()
    {
        for (uint count = 0; ; count++)
        {
            if (count % Told == 0)
            {
                Line line = default;
                line.Add("counted to "u8);
                line.Add(count);
                line.End();
            }

            SystemTime.Pause(Pause);
        }
    }
}
