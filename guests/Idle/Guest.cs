namespace Verified.Guests;

/// <summary>Domain 0 of a system whose other domains need nothing of it: it leaves at once.</summary>
internal static class Guest
{
    internal static void Main() => Line.Print("domain 0 has nothing to do here; shutting down"u8);
}
