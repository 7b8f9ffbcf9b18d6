namespace Verified.Guests;

/// <summary>
/// Domain 0: gives the others their turns, so that the scenario reads the same every time, and then shuts down.
/// Arguments: its name, the number of other domains, then whose turn it is, turn by turn.
/// </summary>
internal static class Guest
{
    private const int FirstTurn = 2;

    internal static void Main()
    {
        uint others = Program.Number(1);

        // The first free ports of domain 0 in the order of the domains' ids: port d is domain d's.
        for (uint domain = 1; domain <= others; domain++)
        {
            if (EventChannels.AllocUnbound(domain) != domain)
                Line.Print("a port is not the one expected"u8);
        }

        for (uint domain = 1; domain <= others; domain++)
            EventChannels.Await(domain);
        for (int i = FirstTurn; !Program.Word(i).IsEmpty; i++)
        {
            uint domain = Program.Number(i);
            EventChannels.Send(domain);
            EventChannels.Await(domain);
        }

        Line.Print("every domain has had its turns; shutting down"u8);
    }
}
