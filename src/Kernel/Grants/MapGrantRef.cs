using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>GNTTABOP_map_grant_ref's flags (public/grant_table.h). Bits without a name mean nothing, as in Xen.</summary>
public static class MapFlags
{
    /// <summary>GNTMAP_device_map: not offered to guests whose memory is translated, as in Xen.</summary>
    public const uint DeviceMap = 1;

    /// <summary>GNTMAP_host_map: into the caller's address space; the only kind of mapping here.</summary>
    public const uint HostMap = 2;

    /// <summary>GNTMAP_readonly.</summary>
    public const uint ReadOnly = 4;

    /// <summary>GNTMAP_application_map and GNTMAP_contains_pte: not offered either.</summary>
    public const uint ForPageTables = 8 | 16;
}

/// <summary>The operations of grant_table_op (public/grant_table.h), one method and one element each.</summary>
public static partial class GrantTable
{
    /// <summary>
    /// GNTTABOP_map_grant_ref: shows a frame that another domain granted at a guest-physical address of the caller.
    /// From the first mapping of a reference on, what the hypervisor remembers counts, not the granter's entry.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="hostAddress">Where: a guest-physical page address at which nothing is mapped.</param>
    /// <param name="flags">HostMap, and ReadOnly or not; the others of <see cref="MapFlags"/> are refused.</param>
    /// <param name="reference">The grant reference.</param>
    /// <param name="dom">The domain that granted it.</param>
    /// <returns>The handle, or one of <see cref="GrantStatus"/>, which leaves everything as it was.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MapGrantRef(
        ref State s, uint caller, ulong hostAddress, uint flags, uint reference, uint dom)
    {
        if ((flags & (MapFlags.HostMap | MapFlags.DeviceMap)) == 0)
            return GrantStatus.BadReference;
        if ((flags & (MapFlags.DeviceMap | MapFlags.ForPageTables)) != 0)
            return GrantStatus.GeneralError;

        uint granter = DomainIds.Resolve(caller, dom);
        if (!DomainIds.Exists(ref s, granter))
            return GrantStatus.BadDomain;
        if (!Mediation.MayShare(ref s, caller, caller, granter, Hook.MapGrantRef))
            return GrantStatus.PermissionDenied;

        uint handle = FreeHandle.Lowest(ref s, caller);
        if (handle >= Limits.MaptrackHandles)
            return GrantStatus.NoHandle;

        ulong gfn = hostAddress >> 12;
        if ((hostAddress & 0xfff) != 0 || gfn >= Limits.GuestFrames)
            return GrantStatus.BadAddress;

        ref ulong leaf = ref s.Leaves[(int)caller][(int)gfn];
        if (leaf != 0)
            return GrantStatus.BadAddress;

        bool writable = (flags & MapFlags.ReadOnly) == 0;
        long granted = Granted(ref s, caller, granter, reference, writable, out bool first, out ulong entry);
        if (granted < 0)
            return granted;

        ulong inUse = entry | GrantEntry.Reading | (writable ? (ulong)GrantEntry.Writing : 0);
        if (entry != 0 && !FrameMemory.CompareExchange64(
                ref s, s.Domains[(int)granter].GrantFrame, reference * GrantEntry.Size, entry, inUse))
            return GrantStatus.GeneralError;

        uint frame = (uint)granted;
        ref ActiveGrant active = ref s.ActiveGrants[(int)granter][(int)reference];
        active.Frame = frame;
        active.Grantee = (ushort)caller;
        if (writable)
            active.WritePins++;
        else
            active.ReadPins++;

        s.Frames[(int)frame].Mappings++;
        s.Frames[(int)frame].Grants += first ? 1u : 0;
        ref Mapping mapping = ref s.Mappings[(int)caller][(int)handle];
        mapping.Used = HandleUse.Mapped;
        mapping.Writable = writable ? (byte)1 : (byte)0;
        mapping.Granter = (ushort)granter;
        mapping.Reference = (ushort)reference;
        mapping.Gfn = (uint)gfn;
        FreeHandle.Take(ref s, caller, handle);
        Mediation.Remember(ref s, caller, granter);
        leaf = ((ulong)frame << Leaf.FrameShift) | ((ulong)LeafKind.Mapping << Leaf.KindShift)
            | ((ulong)handle << Leaf.HandleShift) | Leaf.Present | Leaf.NoExecute | (writable ? Leaf.Writable : 0);
        return handle;
    }
}
