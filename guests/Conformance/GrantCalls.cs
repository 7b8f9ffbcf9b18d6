using System.Threading;

namespace Verified.Guests;

/// <summary>
/// grant_table_op: public/grant_table.h. Domain 0 calls, domain 1 grants it pages, and domain 2, which may not share
/// with domain 1, tries the same.
/// </summary>
internal static unsafe class GrantCalls
{
    private const ulong NoMemory = 0x0e00_0000;
    private const ulong BeyondAllFrames = 0x1_0000;
    private const uint Granter = 1;
    private const uint MostTries = 100_000;

    // References of the granter, and of domain 0 to itself.
    private const uint Shared = 8;
    private const uint ReadOnly = 9;
    private const uint Accepting = 10;
    private const uint ForStrangers = 11;
    private const uint Own = 12;

    // Where the granter wants the transferred frame: above its RAM.
    private const ulong Place = 0x4000;

    private const ulong AcceptTransfer = 2;
    private const ulong Word = 0x1122_3344_5566_7788;

    /// <summary>
    /// Domain 1: grants two pages to domain 0 and one to domain 2, and accepts a frame from domain 0, for which it gives
    /// up one of its own.
    /// </summary>
    internal static void RunGranter()
    {
        Grants.Map();
        Program.Check(PhysicalMap.GiveUp((ulong)Grants.Page(7) >> 12) == 1);
        *(ulong*)Grants.Page(0) = Word;
        Grants.Permit(ForStrangers, 2, Grants.Page(2));
        Grants.PermitReading(ReadOnly, 0, Grants.Page(1));
        Grants.Write(Accepting, AcceptTransfer | (Place << 32));
        Grants.Permit(Shared, 0, Grants.Page(0));
    }

    /// <summary>Domain 0: every call, good and bad.</summary>
    internal static void Run()
    {
        Grants.Map();
        for (uint i = 0; i < MostTries && Grants.MapGrant(Granter, Shared, 0, true, out uint first) != 0; i++)
            Xen.Call(Xen.SchedOp, 0, 0, 0);
        MapAndUnmap();
        Copy();
        Transfer();
        Swap();
        SetupTable();
        Table();
        Unknown();
    }

    /// <summary>Domain 2: what the policy denies, whatever the entries say.</summary>
    internal static void RunStranger()
    {
        Grants.Map();
        Report.Begin("denied grants"u8);
        Report.Expect("map"u8, Grants.MapGrant(Granter, ForStrangers, 0, false, out _), Grants.Denied);
        Report.Expect("copy from"u8, Grants.Copy(Granter, ForStrangers, Xen.Self, Frame(1), 8, 1), Grants.Denied);
        Report.Expect("copy to"u8, Grants.Copy(Xen.Self, Frame(1), Granter, ForStrangers, 8, 2), Grants.Denied);
        Report.Expect("transfer"u8, Grants.Transfer(Frame(1), Granter, Accepting), Grants.Denied);
        Report.Expect("query_size"u8, Grants.QuerySize(Granter, out _), Grants.Denied);
        ulong frame;
        Report.Expect("another's table"u8, Grants.SetupTable(Granter, 1, &frame), Grants.Denied);
        Report.End();
    }

    private static void MapAndUnmap()
    {
        Report.Begin("map_grant_ref and unmap_grant_ref"u8);
        Report.Expect("the shared word"u8, (long)*(ulong*)Grants.Slot(0), (long)Word);
        Report.Expect("a second mapping"u8, Grants.MapGrant(Granter, Shared, 1, false, out uint handle), 0);
        Report.Expect("its handle"u8, handle, 1);
        Report.Expect("an address in use"u8, Grants.MapGrant(Granter, Shared, 1, false, out _), -5);
        Report.Expect("writing what is read-only"u8, Grants.MapGrant(Granter, ReadOnly, 2, true, out _), -1);
        Report.Expect("an entry of another's"u8, Grants.MapGrant(Granter, ForStrangers, 2, false, out _), -1);
        Report.Expect("a reference beyond all"u8, Grants.MapGrant(Granter, 512, 2, false, out _), -3);
        Report.Expect("no domain"u8, Grants.MapGrant(9, Shared, 2, false, out _), -2);
        Report.Expect("unmapping elsewhere"u8, Grants.UnmapGrant(2, handle), -1);
        Report.Expect("unmapping"u8, Grants.UnmapGrant(1, handle), 0);
        Report.Expect("unmapping again"u8, Grants.UnmapGrant(1, handle), -4);
        Grants.Permit(Own, 0, Grants.Page(3));
        *(ulong*)Grants.Page(3) = 5;
        Report.Expect("one's own page"u8, Grants.MapGrant(Xen.Self, Own, 1, true, out handle), 0);
        Report.Expect("its word"u8, (long)*(ulong*)Grants.Slot(1), 5);
        Report.Expect("unmapping it"u8, Grants.UnmapGrant(1, handle), 0);
        Report.End();
    }

    private static void Copy()
    {
        Report.Begin("copy"u8);
        Report.Expect("from a grant"u8, Grants.Copy(Granter, Shared, Xen.Self, Frame(1), 8, 1), 0);
        Report.Expect("the word"u8, (long)*(ulong*)Grants.Page(1), (long)Word);
        Report.Expect("to a grant"u8, Grants.Copy(Xen.Self, Frame(3), Granter, Shared, 8, 2), 0);
        Report.Expect("the other word"u8, (long)*(ulong*)Grants.Slot(0), 5);
        Report.Expect("a whole page"u8, Grants.Copy(Granter, Shared, Xen.Self, Frame(1), 4096, 1), 0);
        Report.Expect("more than a page"u8, Grants.Copy(Granter, Shared, Xen.Self, Frame(1), 4097, 1), -10);
        Report.Expect("what may only be read"u8, Grants.Copy(Xen.Self, Frame(1), Granter, ReadOnly, 8, 2), -1);
        Report.Expect("another's by number"u8, Grants.Copy(Granter, Frame(1), Xen.Self, Frame(1), 8, 0), -8);
        Report.Expect("no RAM"u8, Grants.Copy(Xen.Self, BeyondAllFrames, Xen.Self, Frame(1), 8, 0), -9);
        Report.Expect("a mapped page"u8, Grants.Copy(Xen.Self, (ulong)Grants.Slot(0) >> 12, Xen.Self, Frame(1), 8, 0), -9);
        Report.Expect("no domain"u8, Grants.Copy(9, Shared, Xen.Self, Frame(1), 8, 1), -2);
        Report.Expect("no reference"u8, Grants.Copy(Granter, 512, Xen.Self, Frame(1), 8, 1), -3);
        Report.End();
    }

    private static void Transfer()
    {
        Report.Begin("transfer"u8);
        Report.Expect("no entry for it"u8, Grants.Transfer(Frame(4), Granter, Shared), -1);
        Report.Expect("no RAM"u8, Grants.Transfer(BeyondAllFrames, Granter, Accepting), -9);
        Report.Expect("a mapped page"u8, Grants.Transfer((ulong)Grants.Slot(0) >> 12, Granter, Accepting), -9);
        Report.Expect("to oneself"u8, Grants.Transfer(Frame(4), Xen.Self, Accepting), -2);
        Report.Expect("a granted page in use"u8, InUse(), -9);
        *(ulong*)Grants.Page(4) = 6;
        Report.Expect("a page"u8, Grants.Transfer(Frame(4), Granter, Accepting), 0);
        Report.Expect("by an entry that was used"u8, Grants.Transfer(Frame(5), Granter, Accepting), -1);
        Report.Expect("the page again"u8, Grants.Transfer(Frame(4), Granter, Accepting), -9);
        Report.End();
    }

    /// <summary>The page that domain 0 grants itself, while it is mapped.</summary>
    private static long InUse()
    {
        Grants.MapGrant(Xen.Self, Own, 1, true, out uint handle);
        long status = Grants.Transfer(Frame(3), Granter, Accepting);
        Grants.UnmapGrant(1, handle);
        return status;
    }

    private static void Swap()
    {
        Report.Begin("swap_grant_ref"u8);
        Report.Expect("two entries"u8, Grants.Swap(Own, Own + 1), 0);
        Report.Expect("the page by its new reference"u8, Grants.MapGrant(Xen.Self, Own + 1, 1, true, out uint handle), 0);
        Report.Expect("one in use"u8, Grants.Swap(Own, Own + 1), -12);
        Report.Expect("unmapping"u8, Grants.UnmapGrant(1, handle), 0);
        Report.Expect("a reference beyond all"u8, Grants.Swap(Own, 512), -3);
        Report.End();
    }

    private static void SetupTable()
    {
        const long TableFrame = 0xff01;
        Report.Begin("setup_table"u8);
        ulong frame = 0;
        Report.Expect("one's own"u8, Grants.SetupTable(Xen.Self, 1, &frame), 0);
        Report.Expect("its frame"u8, (long)frame, TableFrame);
        Report.Expect("no frame of it"u8, Grants.SetupTable(Xen.Self, 0, (ulong*)NoMemory), 0);
        Report.Expect("another's, by privilege"u8, Grants.SetupTable(Granter, 1, &frame), 0);
        Report.Expect("no domain's"u8, Grants.SetupTable(9, 1, &frame), -2);
        Report.Expect("more frames than there are"u8, Grants.SetupTable(Xen.Self, 2, &frame), -22 - 100);
        Report.Expect("no list"u8, Grants.SetupTable(Xen.Self, 1, (ulong*)NoMemory), -14 - 100);
        Report.End();
    }

    private static void Table()
    {
        Report.Begin("query_size, set_version and get_version"u8);
        Report.Expect("one's own size"u8, Grants.QuerySize(Xen.Self, out uint frames), 0);
        Report.Expect("frames"u8, frames, 1);
        Report.Expect("another's size"u8, Grants.QuerySize(Granter, out _), 0);
        Report.Expect("no domain's"u8, Grants.QuerySize(9, out _), -2);
        ulong version = 2;
        Report.Expect("version 2"u8, Xen.Call(Xen.GrantTableOp, 8, (ulong)&version, 1), -38);
        Report.Expect("what there is"u8, (long)version, 1);
        Report.Expect("version 1"u8, Xen.Call(Xen.GrantTableOp, 8, (ulong)&version, 1), 0);
        version = Xen.Self;
        Report.Expect("the version"u8, Xen.Call(Xen.GrantTableOp, 10, (ulong)&version, 1), 0);
        Report.Expect("its number"u8, (long)(version >> 32), 1);
        Report.End();
    }

    private static void Unknown()
    {
        Report.Begin("unknown grant_table_op"u8);
        Report.Expect("cache_flush"u8, Xen.Call(Xen.GrantTableOp, 12, NoMemory, 1), -95);
        Report.Expect("13"u8, Xen.Call(Xen.GrantTableOp, 13, NoMemory, 1), -38);
        Report.Expect("no argument"u8, Xen.Call(Xen.GrantTableOp, 5, NoMemory, 1), -14);
        Report.End();
    }

    private static ulong Frame(uint page) => (ulong)Grants.Page(page) >> 12;
}
