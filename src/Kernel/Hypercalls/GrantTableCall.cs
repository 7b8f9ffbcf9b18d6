using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// grant_table_op(cmd, array, count): one element at a time, each a step of its own (structures of
/// public/grant_table.h). An element out of reach ends the call with -EFAULT; those before it are done, as in Xen.
/// </summary>
public static class GrantTableCall
{
    /// <summary>Elements that one step handles; a longer array is continued.</summary>
    public const uint ElementsAStep = 32;

    private const uint MapGrantRef = 0;
    private const uint UnmapGrantRef = 1;
    private const uint SetupTable = 2;

    private const uint MapSize = 32;
    private const uint UnmapSize = 24;
    private const uint SetupSize = 24;

    /// <summary>Runs one operation over its array; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        uint count = (uint)request.Argument3;
        // Xen takes the count as a signed number and refuses a negative one.
        if ((int)count < 0)
            return Errno.Invalid;
        if (command == SetupTable)
            return OfSetupTable(ref s, caller, ref request);
        if (command != MapGrantRef && command != UnmapGrantRef)
            return Errno.NoSuchCall;

        uint size = command == MapGrantRef ? MapSize : UnmapSize;
        ulong element = request.Argument2;
        for (uint i = 0; i < ElementsAStep && i < count; i++)
        {
            long result = command == MapGrantRef
                ? OfMap(ref s, caller, ref request.Mode, element)
                : OfUnmap(ref s, caller, ref request.Mode, element);
            if (result < 0)
                return result;

            element += size;
        }

        if (count > ElementsAStep)
        {
            request.Argument2 = element;
            request.Argument3 = count - ElementsAStep;
            effect.Kind = EffectKind.Continue;
        }

        return Errno.Okay;
    }

    /// <summary>
    /// gnttab_map_grant_ref: { u64 host_addr, u32 flags, u32 ref, u16 dom, out s16 status, out u32 handle,
    /// out u64 dev_bus_addr }.
    /// </summary>
    private static long OfMap(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpen(
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

    /// <summary>gnttab_unmap_grant_ref: { u64 host_addr, u64 dev_bus_addr, u32 handle, out s16 status }.</summary>
    private static long OfUnmap(ref State s, uint caller, ref CallerMode mode, ulong address)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref mode, address, UnmapSize, GuestAccess.WriteOwn, out GuestBuffer element))
            return Errno.BadAddress;

        ulong hostAddress = element.Read64(ref s, 0);
        uint handle = element.Read32(ref s, 16);
        long status = GrantTable.UnmapGrantRef(ref s, caller, hostAddress, handle);
        element.Write16(ref s, 20, (uint)status);
        return Errno.Okay;
    }

    /// <summary>
    /// gnttab_setup_table: { u16 dom, u32 nr_frames, out s16 status, u64 frame_list }, one of it; the list has one
    /// frame at most.
    /// </summary>
    private static long OfSetupTable(ref State s, uint caller, ref HypercallRequest request)
    {
        if (request.Mode.Is64Bit == 0)
            return Errno.NoSuchCall;
        if ((uint)request.Argument3 != 1)
            return Errno.Invalid;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, SetupSize, GuestAccess.Write,
                out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        uint frames = argument.Read32(ref s, 4);
        ulong listAddress = argument.Read64(ref s, 16);
        if (frames > 1)
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
}
