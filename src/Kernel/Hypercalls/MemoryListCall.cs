namespace Verified.Kernel;

/// <content>The operations of memory_op that take lists.</content>
public static partial class MemoryCall
{
    // What an interrupted call can say of where it goes on (Xen: UINT_MAX >> MEMOP_EXTENT_SHIFT).
    private const uint MostElements = 0xffff_ffff >> StartShift;

    private const uint PageNumberSize = 8;

    /// <summary>
    /// xen_memory_reservation: { u64 extent_start, u64 nr_extents, u32 extent_order, u32 mem_flags, u16 domid }. The
    /// result is the number of extents that are done, whatever ended the call, as in Xen. Extents are single frames:
    /// of a higher order none is done, as in Xen beyond the order that it permits.
    /// </summary>
    private static long OfReservation(
        ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect, uint command, uint start)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 32, GuestAccess.Read, out GuestBuffer argument))
            return start;

        ulong list = argument.Read64(ref s, 0);
        ulong count = argument.Read64(ref s, 8);
        uint order = argument.Read32(ref s, 16);
        uint domain = argument.Read32(ref s, 24) & 0xffff;
        if (count > MostElements || start >= count || order != 0)
            return start;

        uint end = start + ElementsAStep < count ? start + ElementsAStep : (uint)count;
        for (uint i = start; i < end; i++)
        {
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, list + i * PageNumberSize, PageNumberSize, GuestAccess.Read,
                    out GuestBuffer element))
                return i;

            ulong gfn = element.Read64(ref s, 0);
            long result = command == PopulatePhysmap
                ? PhysicalMap.PopulatePhysmap(ref s, caller, domain, gfn)
                : PhysicalMap.DecreaseReservation(ref s, caller, domain, gfn);
            if (result != Errno.Okay)
                return i;
        }

        return end < count ? Continue(ref request, ref effect, command, end) : end;
    }

    /// <summary>
    /// xen_add_to_physmap_batch: { u16 domid, u16 space, u16 size, u16 foreign_domid, u64 idxs, u64 gpfns, out u64 errs }.
    /// Each element has its own error; the call fails only when a list cannot be reached.
    /// </summary>
    private static long OfBatch(
        ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect, uint start)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 32, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        ulong head = argument.Read64(ref s, 0);
        uint domain = (uint)head & 0xffff;
        uint space = (uint)(head >> 16) & 0xffff;
        uint size = (uint)(head >> 32) & 0xffff;
        uint foreign = (uint)(head >> 48);
        ulong indices = argument.Read64(ref s, 8);
        ulong places = argument.Read64(ref s, 16);
        ulong errors = argument.Read64(ref s, 24);
        if (space != PhysmapSpace.GmfnForeign && foreign != 0)
            return Errno.Invalid;
        if (start > size)
            return Errno.Invalid;

        uint end = start + ElementsAStep < size ? start + ElementsAStep : size;
        for (uint i = start; i < end; i++)
        {
            // The error goes to memory that is the caller's own: it stays that, whatever the element moves.
            if (!GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, indices + i * PageNumberSize, PageNumberSize, GuestAccess.Read,
                    out GuestBuffer index)
                || !GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, places + i * PageNumberSize, PageNumberSize, GuestAccess.Read,
                    out GuestBuffer place)
                || !GuestBuffer.TryOpen(
                    ref s, caller, ref request.Mode, errors + i * 4, 4, GuestAccess.WriteOwn, out GuestBuffer error))
                return Errno.BadAddress;

            ulong from = index.Read64(ref s, 0);
            ulong gfn = place.Read64(ref s, 0);
            long result = space == PhysmapSpace.GmfnForeign
                ? PhysicalMap.MapGmfnForeign(ref s, caller, domain, foreign, from, gfn)
                : PhysicalMap.AddToPhysmap(ref s, caller, domain, space, from, gfn);
            error.Write32(ref s, 0, (uint)result);
        }

        return end < size ? Continue(ref request, ref effect, AddToPhysmapBatch, end) : Errno.Okay;
    }
}
