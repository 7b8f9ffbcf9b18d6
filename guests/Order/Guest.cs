using System;

namespace Verified.Guests;

/// <summary>
/// The Order coalition: the web service and its database, by the argument "web" or "database". They bind a channel, share
/// a page by grant and read each other's words; the web service then asks the disk server for the Order disk.
/// </summary>
internal static unsafe class Guest
{
    private const uint Server = 1;
    private const uint Web = 2;
    private const uint Database = 3;

    // The first port that the database allocates after its channel to domain 0.
    private const uint DatabasePort = 2;
    private const uint SharedReference = Grants.FirstReference;
    private const uint Slot = 0;

    internal static void Main()
    {
        Grants.Map();
        Turn.Join();
        Turn.Await();
        if (SharedText.Same(Program.Argument, "database"u8))
            RunDatabase();
        else
            RunWeb();
        Turn.Done();
    }

    private static void RunDatabase()
    {
        long port = EventChannels.AllocUnbound(Web);
        SharedText.Write(Grants.Page(0), "order 4711: 3 crates of oranges"u8);
        Grants.Permit(SharedReference, Web, Grants.Page(0));
        Line line = default;
        line.Add("offers OrderWeb port "u8);
        line.Add(port);
        line.Add(" and grant 8, a page that says \"order 4711: 3 crates of oranges\""u8);
        line.End();
        Turn.Done();

        // The web service's turn lies between; its words and its event have come by now.
        Turn.Await();
        EventChannels.Await((uint)port);
        line = default;
        line.Add("has an event; the page now says \""u8);
        line.Add(SharedText.Read(Grants.Page(0)));
        line.Add("\""u8);
        line.End();
        Program.Check(SharedText.Same(SharedText.Read(Grants.Page(0)), "4711 confirmed"u8));
    }

    private static void RunWeb()
    {
        long port = EventChannels.BindInterdomain(Database, DatabasePort);
        int status = Grants.MapGrant(Database, SharedReference, Slot, true, out uint handle);
        Line line = default;
        line.Add("bind_interdomain: port "u8);
        line.Add(port);
        line.Add("; grant map: "u8);
        line.Add(status);
        if (status == 0)
        {
            line.Add("; reads \""u8);
            line.Add(SharedText.Read(Grants.Slot(Slot)));
            line.Add("\""u8);
            SharedText.Write(Grants.Slot(Slot), "4711 confirmed"u8);
            EventChannels.Send((uint)port);
            Grants.UnmapGrant(Slot, handle);
        }

        line.End();
        Program.Check(port >= 0 && status == 0);
        Turn.Done();

        Turn.Await();
        DiskClient.Ask(Server, "vDiskOrder"u8, "block 0 of vDiskOrder"u8);
    }
}
