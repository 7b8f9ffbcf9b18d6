using System;

namespace Verified.Guests;

/// <summary>
/// The disk server: trusted to keep the coalitions apart. It has one virtual disk for Order and one for Advertising, and
/// asks the reference monitor (acm_op getdecision) before it serves one: the hypervisor knows no disks.
/// Arguments: the rows of the resource labels vDiskOrder and vDiskAds.
/// </summary>
internal static unsafe class Guest
{
    private const uint FirstClientPort = 2;
    private const uint Slot = 0;
    private const uint Turns = 3;

    internal static void Main()
    {
        Turn.Join();
        for (uint i = 0; i < Client.Count; i++)
            EventChannels.AllocUnbound(Client.Domain(i));
        for (uint turn = 0; turn < Turns; turn++)
        {
            Turn.Await();
            for (uint i = 0; i < Client.Count; i++)
            {
                if (SharedInfo.TakePending(FirstClientPort + i))
                    Serve(Client.Domain(i));
            }

            Turn.Done();
        }
    }

    private static void Serve(uint client)
    {
        int status = Grants.MapGrant(client, DiskClient.GrantReference, Slot, true, out uint handle);
        Program.Check(status == 0);
        if (status != 0)
            return;
        byte* page = Grants.Slot(Slot);
        bool order = SharedText.Same(SharedText.Read(page), "vDiskOrder"u8);
        uint disk = Program.Number(order ? 0 : 1);
        long result = Acm.MayAccess(client, disk, out bool permitted);
        if (result != 0 || !permitted)
            SharedText.Write(page, "refused"u8);
        else if (order)
            SharedText.Write(page, "block 0 of vDiskOrder"u8);
        else
            SharedText.Write(page, "block 0 of vDiskAds"u8);
        Grants.UnmapGrant(Slot, handle);
    }
}
