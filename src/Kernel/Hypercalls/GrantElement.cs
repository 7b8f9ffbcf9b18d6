namespace Verified.Kernel;

/// <summary>
/// The elements of grant_table_op's arrays (public/grant_table.h): each is opened for its status before it is read;
/// -EFAULT when that fails, else 0.
/// </summary>
internal static class GrantElement
{
    internal const uint MapSize = 32;
    internal const uint UnmapSize = 24;
    internal const uint TransferSize = 24;
    internal const uint CopySize = 40;
    internal const uint NarrowCopySize = 24;
    internal const uint SwapSize = 12;

    /// <summary>
    /// gnttab_map_grant_ref: { u64 host_addr, u32 flags, u32 ref, u16 dom, out s16 status, out u32 handle,
    /// out u64 dev_bus_addr }.
    /// </summary>
    internal static long Map(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpenHere(
                ref s, caller, ref mode, address, MapSize, GuestAccess.Write, out GuestBuffer element))
            return Errno.BadAddress;

        ulong hostAddress = element.Read64(ref s, 0);
        uint flags = element.Read32(ref s, 8);
        uint reference = element.Read32(ref s, 12);
        uint granter = element.Read32(ref s, 16) & 0xffff;
        long handle = GrantTable.MapGrantRef(ref s, caller, hostAddress, flags, reference, granter);
        if (handle < 0)
        {
            element.Write16(ref s, 18, (uint)handle);
            return Errno.Okay;
        }

        element.Write16(ref s, 18, (uint)GrantStatus.Okay);
        element.Write32(ref s, 20, (uint)handle);
        element.Write64(ref s, 24, 0);
        return Errno.Okay;
    }

    /// <summary>
    /// gnttab_unmap_grant_ref: { u64 host_addr, u64 dev_bus_addr, u32 handle, out s16 status }. The second is for
    /// mappings of devices, which there are none of: Xen does not look at it either.
    /// </summary>
    internal static long Unmap(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpenHere(
                ref s, caller, ref mode, address, UnmapSize, GuestAccess.WriteOwn, out GuestBuffer element))
            return Errno.BadAddress;

        ulong hostAddress = element.Read64(ref s, 0);
        uint handle = element.Read32(ref s, 16);
        long status = GrantTable.UnmapGrantRef(ref s, caller, hostAddress, handle);
        element.Write16(ref s, 20, (uint)status);
        return Errno.Okay;
    }

    /// <summary>
    /// gnttab_transfer: { u64 mfn, u16 domid, u32 ref, out s16 status }. A frame that holds the element itself stays:
    /// its status could no longer be written.
    /// </summary>
    internal static long Transfer(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref mode, address, TransferSize, GuestAccess.WriteOwn, out GuestBuffer element))
            return Errno.BadAddress;

        ulong gfn = element.Read64(ref s, 0);
        uint domain = element.Read32(ref s, 8) & 0xffff;
        uint reference = element.Read32(ref s, 12);
        long status = gfn < Limits.GuestFrames
            && element.LiesIn(Leaf.MachineFrame(s.Leaves[(int)caller][(int)gfn]), TransferSize)
                ? GrantStatus.BadPage
                : GrantTable.Transfer(ref s, caller, gfn, domain, reference);
        element.Write16(ref s, 16, (uint)status);
        return Errno.Okay;
    }

    /// <summary>
    /// gnttab_copy: twice { u64 ref or gmfn, u16 domid, u16 offset } in 16 bytes, then { u16 len, u16 flags,
    /// out s16 status }.
    /// </summary>
    internal static long Copy(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpenHere(
                ref s, caller, ref mode, address, CopySize, GuestAccess.Write, out GuestBuffer element))
            return Errno.BadAddress;

        uint lengthAndFlags = element.Read32(ref s, 32);
        uint flags = lengthAndFlags >> 16;
        long status = RunCopy(
            ref s,
            caller,
            lengthAndFlags,
            Place(element.Read64(ref s, 0), flags & CopyFlags.SourceReference),
            element.Read32(ref s, 8),
            Place(element.Read64(ref s, 16), flags & CopyFlags.DestinationReference),
            element.Read32(ref s, 24));
        element.Write16(ref s, 36, (uint)status);
        return Errno.Okay;
    }

    /// <summary>gnttab_copy of 32-bit code: a gmfn has 4 bytes there.</summary>
    internal static long CopyNarrow(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref mode, address, NarrowCopySize, GuestAccess.Write, out GuestBuffer element))
            return Errno.BadAddress;

        long status = RunCopy(
            ref s,
            caller,
            element.Read32(ref s, 16),
            element.Read32(ref s, 0),
            element.Read32(ref s, 4),
            element.Read32(ref s, 8),
            element.Read32(ref s, 12));
        element.Write16(ref s, 20, (uint)status);
        return Errno.Okay;
    }

    /// <summary>gnttab_swap_grant_ref: { u32 ref_a, u32 ref_b, out s16 status }.</summary>
    internal static long Swap(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref mode, address, SwapSize, GuestAccess.Write, out GuestBuffer element))
            return Errno.BadAddress;

        long status = GrantTable.SwapGrantRef(ref s, caller, element.Read32(ref s, 0), element.Read32(ref s, 4));
        element.Write16(ref s, 8, (uint)status);
        return Errno.Okay;
    }

    /// <summary>A reference is the low half of the union.</summary>
    private static ulong Place(ulong union, uint isReference) => isReference != 0 ? (uint)union : union;

    private static long RunCopy(
        ref State s, uint caller, uint lengthAndFlags, ulong source, uint sourceOf, ulong target, uint targetOf) =>
        GrantTable.Copy(
            ref s,
            caller,
            lengthAndFlags >> 16,
            sourceOf & 0xffff,
            source,
            sourceOf >> 16,
            targetOf & 0xffff,
            target,
            targetOf >> 16,
            lengthAndFlags & 0xffff);
}
