namespace Verified.Kernel;

/// <summary>
/// The structures of grant_table_op that stand alone (public/grant_table.h): each is opened for its results before it
/// is read; -EFAULT when that fails.
/// </summary>
internal static class GrantTableStructure
{
    private const uint SetupSize = 24;
    private const uint QuerySizeSize = 16;
    private const uint SetVersionSize = 4;
    private const uint GetVersionSize = 8;

    /// <summary>
    /// gnttab_setup_table: { u16 dom, u32 nr_frames, out s16 status, u64 frame_list }; the list has one frame at most.
    /// </summary>
    internal static long SetupTable(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!TryOpen(ref s, caller, ref request, SetupSize, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        uint frames = argument.Read32(ref s, 4);
        ulong listAddress = argument.Read64(ref s, 16);
        if (frames > GrantTable.TableFrames)
            return Errno.Invalid;

        // With no frame asked for, the list is not touched; the argument stands in for it.
        GuestBuffer list = argument;
        if (frames == 1 && !GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, listAddress, 8, GuestAccess.Write, out list))
            return Errno.BadAddress;

        long status = GrantTable.SetupTable(ref s, caller, domain, out ulong gfn);
        if (status == GrantStatus.Okay && frames == 1)
            list.Write64(ref s, 0, gfn);

        argument.Write16(ref s, 8, (uint)status);
        return Errno.Okay;
    }

    /// <summary>gnttab_query_size: { u16 dom, out u32 nr_frames, out u32 max_nr_frames, out s16 status }.</summary>
    internal static long QuerySize(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!TryOpen(ref s, caller, ref request, QuerySizeSize, out GuestBuffer argument))
            return Errno.BadAddress;

        long status = GrantTable.QuerySize(ref s, caller, argument.Read32(ref s, 0) & 0xffff);
        if (status == GrantStatus.Okay)
        {
            argument.Write32(ref s, 4, GrantTable.TableFrames);
            argument.Write32(ref s, 8, GrantTable.TableFramesSaid);
        }

        argument.Write16(ref s, 12, (uint)status);
        return Errno.Okay;
    }

    /// <summary>gnttab_set_version: { in, out u32 version }: the version that the table has afterwards, as in Xen.</summary>
    internal static long SetVersion(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!TryOpen(ref s, caller, ref request, SetVersionSize, out GuestBuffer argument))
            return Errno.BadAddress;

        long result = GrantTable.SetVersion(ref s, caller, argument.Read32(ref s, 0));
        argument.Write32(ref s, 0, (uint)GrantTable.GetVersion(ref s, caller, caller));
        return result;
    }

    /// <summary>gnttab_get_version: { u16 dom, u16 pad, out u32 version }.</summary>
    internal static long GetVersion(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!TryOpen(ref s, caller, ref request, GetVersionSize, out GuestBuffer argument))
            return Errno.BadAddress;

        long version = GrantTable.GetVersion(ref s, caller, argument.Read32(ref s, 0) & 0xffff);
        if (version < 0)
            return version;

        argument.Write32(ref s, 4, (uint)version);
        return Errno.Okay;
    }

    private static bool TryOpen(
        ref State s, uint caller, ref HypercallRequest request, uint size, out GuestBuffer argument) =>
        GuestBuffer.TryOpen(
            ref s, caller, ref request.Mode, request.Argument2, size, GuestAccess.Write, out argument);
}
