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
        Line line = default;
        line.Add("toward Order: alloc_unbound "u8);
        line.AddDenied(EventChannels.AllocUnbound(Web), EventChannels.Denied);
        line.Add(", bind_interdomain "u8);
        line.AddDenied(EventChannels.BindInterdomain(Database, DatabasePort), EventChannels.Denied);
        line.Add(", grant map "u8);
        line.AddDenied(Grants.MapGrant(Database, Grants.FirstReference, Slot, false, out _), Grants.Denied);
        line.End();
        Turn.Done();

        Turn.Await();
        DiskClient.Ask(Server, "vDiskOrder"u8, "refused"u8);
        Turn.Done();
        Turn.Await();
        DiskClient.Ask(Server, "vDiskAds"u8, "block 0 of vDiskAds"u8);
        Turn.Done();
    }
}
