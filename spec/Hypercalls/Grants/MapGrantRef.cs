namespace Verified.Spec;

/// <summary>Flags of GNTTABOP_map_grant_ref (xen/include/public/grant_table.h, GNTMAP_*).</summary>
public static class MapFlags
{
    /// <summary>Map for devices: not offered to guests whose memory is translated, as in Xen.</summary>
    public const ulong DeviceMap = 1;

    /// <summary>Map into the caller's own memory.</summary>
    public const ulong HostMap = 2;

    /// <summary>Map read-only.</summary>
    public const ulong ReadOnly = 4;

    /// <summary>GNTMAP_application_map and GNTMAP_contains_pte: not offered either.</summary>
    public const ulong ForPageTables = 8 | 16;
}

/// <summary>Flags of a grant table entry, version 1 (xen/include/public/grant_table.h, GTF_*).</summary>
public static class EntryFlags
{
    /// <summary>The two bits of the entry's type.</summary>
    public const ulong TypeMask = 3;

    /// <summary>The type that allows the named domain to map.</summary>
    public const ulong PermitAccess = 1;

    /// <summary>The type that allows the named domain to transfer a frame to where the entry says.</summary>
    public const ulong AcceptTransfer = 2;

    /// <summary>The named domain may only read.</summary>
    public const ulong ReadOnly = 4;

    /// <summary>Set by the hypervisor while the grant is mapped.</summary>
    public const ulong Reading = 8;

    /// <summary>Set by the hypervisor while the grant is mapped writable.</summary>
    public const ulong Writing = 16;

    /// <summary>
    /// GTF_transfer_committed and GTF_transfer_completed of an entry that accepts a transfer: set by the hypervisor,
    /// together, when the frame has come.
    /// </summary>
    public const ulong Transferred = 4 | 8;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_map_grant_ref: the caller maps the frame that <paramref name="dom"/> granted by
    /// <paramref name="reference"/> at <paramref name="hostAddress"/>. The result is the handle, the lowest free one,
    /// or a <see cref="GrantStatus"/>. The granter's entry counts when the grant is first mapped, or first mapped
    /// writable; between that and the last unmap the hypervisor's own memory of it counts.
    /// </summary>
    public Outcome MapGrantRef(
        SystemState state,
        TWord caller,
        TWord hostAddress,
        TWord flags,
        TWord reference,
        TWord dom,
        IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord granter = Resolve(dom, caller);
        TBool writable = (flags & MapFlags.ReadOnly) == 0;
        TWord gfn = hostAddress >> 12;

        call.Require((flags & (MapFlags.HostMap | MapFlags.DeviceMap)) != 0, GrantStatus.BadReference);
        call.Require((flags & (MapFlags.DeviceMap | MapFlags.ForPageTables)) == 0, GrantStatus.GeneralError);
        call.Require(Exists(state, granter), GrantStatus.BadDomain);
        call.Require(MayShare(state, caller, granter), GrantStatus.PermissionDenied);
        call.Require(AnyBit(state, Mappings.FreeBits, caller), GrantStatus.NoDeviceSpace);
        call.Require(
            (hostAddress & 0xfff) == 0
            & gfn < (ulong)Sizes.GuestFrames
            & KindOf(state[Leaves.Leaf, caller, gfn]) == LeafKind.Empty,
            GrantStatus.BadVirtualAddress);
        Grant grant = Granted(state, call, TBool.True, caller, granter, reference, writable, memory);

        // The entry is marked in use, unless the granter changed it in the meantime.
        TWord marks = If(writable, Number(EntryFlags.Reading | EntryFlags.Writing), Number(EntryFlags.Reading));
        TBool marked = memory.CompareExchange(
            call.Holds & grant.EntryCounts,
            state[Domains.GrantFrame, granter],
            reference << 3,
            grant.Entry,
            grant.Entry | marks);
        call.Require(!grant.EntryCounts | marked, GrantStatus.GeneralError);

        (TWord frame, TBool first) = (grant.Frame, grant.IsFirst);
        TWord readPins = state[ActiveGrants.ReadPins, granter, reference];
        TWord writePins = state[ActiveGrants.WritePins, granter, reference];
        TWord handle = LowestBit(state, Mappings.FreeBits, caller);
        SystemState next = ClearBit(state, Mappings.FreeBits, Mappings.FreeWords, caller, handle)
            .With(ActiveGrants.Frame, granter, reference, frame)
            .With(ActiveGrants.Grantee, granter, reference, caller)
            .With(ActiveGrants.ReadPins, granter, reference, If(writable, readPins, readPins + 1))
            .With(ActiveGrants.WritePins, granter, reference, If(writable, writePins + 1, writePins))
            .With(Frames.Mappings, frame, state[Frames.Mappings, frame] + 1)
            .With(Frames.Grants, frame, state[Frames.Grants, frame] + If(first, Number(1), Number(0)))
            .With(Mappings.Used, caller, handle, HandleUse.Mapped)
            .With(Mappings.Writable, caller, handle, If(writable, Number(1), Number(0)))
            .With(Mappings.Granter, caller, handle, granter)
            .With(Mappings.Reference, caller, handle, reference)
            .With(Mappings.Gfn, caller, handle, gfn)
            .With(Leaves.Leaf, caller, gfn, MappingLeaf(frame, handle, writable));
        return call.Succeed(handle, Remember(next, caller, granter));
    }
}
