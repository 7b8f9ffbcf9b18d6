namespace Verified.Guests;

/// <summary>Generic computing: shares with nobody.</summary>
internal static class Guest
{
    internal static void Main()
    {
        Line.Print("up"u8);
    }
}
