using System;

namespace Verified.Guests;

/// <summary>
/// Domain 0 of the customer order system: gives the others their turns, so that the scenario reads the same every
/// time, and then shuts down.
/// </summary>
internal static class Guest
{
    private const byte Server = 1;
    private const byte Web = 2;
    private const byte Database = 3;
    private const byte Advertising = 4;
    private const byte Computing = 5;

    private static ReadOnlySpan<byte> Turns =>
    [
        Database, Web, Database, Advertising, Computing,
        Web, Server, Web, Advertising, Server, Advertising, Advertising, Server, Advertising,
    ];

    internal static void Main()
    {
        // The first free ports of domain 0 in the order of the domains' ids: port d is domain d's.
        for (uint domain = Server; domain <= Computing; domain++)
            Program.Check(EventChannels.AllocUnbound(domain) == domain);
        for (uint domain = Server; domain <= Computing; domain++)
            EventChannels.Await(domain);
        for (int i = 0; i < Turns.Length; i++)
        {
            EventChannels.Send(Turns[i]);
            EventChannels.Await(Turns[i]);
        }

        Line.Print("every domain has had its turns; shutting down"u8);
    }
}
