namespace Verified.Guests;

/// <summary>
/// Advertising tries every door to the Order coalition (each denied), then asks the disk server for Order's disk
/// (refused) and for its own (served).
/// </summary>
internal static unsafe class Guest
{
    private const uint Server = 1;
    private const uint Web = 2;
    private const uint Database = 3;
    private const uint DatabasePort = 2;
    private const uint Slot = 0;

    internal static void Main()
    {
        Grants.Map();
        Turn.Join();
        Turn.Await();
        Line line = Line.Begin();
        line.Add("toward Order: alloc_unbound "u8);
        line.Add(EventChannels.AllocUnbound(Web));
        line.Add(", bind_interdomain "u8);
        line.Add(EventChannels.BindInterdomain(Database, DatabasePort));
        line.Add(", grant map "u8);
        line.Add(Grants.MapGrant(Database, Grants.FirstReference, Slot, false, out _));
        line.Add(" (-13 is EACCES, -8 is GNTST_permission_denied)"u8);
        line.End();
        Turn.Done();

        Turn.Await();
        DiskClient.Ask(Server, "vDiskOrder"u8);
        Turn.Done();
        Turn.Await();
        DiskClient.Ask(Server, "vDiskAds"u8);
        Turn.Done();
    }
}
