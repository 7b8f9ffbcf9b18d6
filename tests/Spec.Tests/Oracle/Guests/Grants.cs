using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> GrantsSteps =>
    [
        new(3, Grant),
        new(6, Map),
        new(1, MapMany),
        new(1, Unmap),
        new(3, Copy),
        new(2, Transfer),
        new(1, caller => Swap(caller)),
        new(1, caller => Query(caller)),
        new(1, _ => Below(2) == 0 ? Call("revoke_mapping", Below(12) == 0 ? Below(6) : Below(3), Below(5)) : null),
        new(1, caller => Call("setup_table", caller, Dom())),
    ];

    private string? Grant(ulong caller)
    {
        if (Read(Domains.Status, caller) != DomainStatus.Alive) return null;
        ulong flags = Below(8) == 0 ? Below(32) : EntryFlags.PermitAccess | (Below(3) == 0 ? EntryFlags.ReadOnly : 0);
        ulong entry = flags | (Below(3) << 16) | (Below(6) << 32);
        if (Below(20) == 0) entry |= Next() << 32;
        Store(Read(Domains.GrantFrame, caller), 8 * (int)Below(4), entry, "writes its grant table");
        return null;
    }

    private string? Map(ulong caller)
    {
        ulong flags = Below(16) == 0 ? Below(16) : Below(2) == 0 ? 2UL : 6UL;
        ulong address = (Gfn() << 12) + (Below(30) == 0 ? 8UL : 0);
        ulong granter = Below(3);
        ulong reference = Below(4);
        for (int tries = 0; tries < 8 && !Names(granter, reference, caller); tries++)
            (granter, reference) = (Below(3), Below(4));
        return Call("map_grant_ref", caller, address, flags,
            Below(30) == 0 ? Below(20) : reference, Below(30) == 0 ? Dom() : granter);
    }

    // Until the handles are used up, perhaps.
    private string? MapMany(ulong caller)
    {
        string? difference = null;
        for (ulong tries = 4 * Below(4); tries > 0 && difference is null; tries--) difference = Map(caller);
        return difference;
    }

    private string? Copy(ulong caller)
    {
        ulong flags = Below(20) == 0 ? Next() & 0xffff : Below(4);
        (ulong sourceDom, ulong source) = CopySide(caller, (flags & CopyFlags.SourceReference) != 0);
        (ulong dom, ulong place) = CopySide(caller, (flags & CopyFlags.DestinationReference) != 0);
        ulong length = Below(10) == 0 ? Below(5000) : Below(64);
        return Call("copy", caller, flags, sourceDom, source, 64 * Below(66), dom, place, 64 * Below(66), length);
    }

    private (ulong Dom, ulong Place) CopySide(ulong caller, bool byGrant)
    {
        if (!byGrant) return (Below(12) == 0 ? Dom() : Specification.Self, Below(20) == 0 ? Gfn() : Below(5));
        (ulong granter, ulong reference) = (Below(3), Below(4));
        for (int tries = 0; tries < 8 && !Names(granter, reference, caller); tries++)
            (granter, reference) = (Below(3), Below(4));
        return (Below(30) == 0 ? Dom() : granter, Below(30) == 0 ? Next() : reference);
    }

    // Mostly to a domain that accepts it: somebody prepares an entry first.
    private string? Transfer(ulong caller)
    {
        ulong receiver = Below(3), reference = Below(4);
        if (Below(6) != 0)
        {
            ulong flags = Below(8) == 0 ? Below(32) : EntryFlags.AcceptTransfer;
            ulong place = Below(8) == 0 ? Next() & 0xffff_ffff : Gfn();
            ulong entry = flags | ((Below(12) == 0 ? Below(3) : caller) << 16) | (place << 32);
            if (Read(Domains.Status, receiver) != DomainStatus.Alive) return null;
            Store(Read(Domains.GrantFrame, receiver), 8 * (int)reference, entry, "prepares for a transfer");
        }

        ulong gfn = Below(12) == 0 ? Next() : Below(3) == 0 ? Gfn() : Below(5);
        return Call("transfer", caller, gfn, Below(12) == 0 ? Dom() : receiver,
            Below(30) == 0 ? Below(20) : reference);
    }

    private string? Swap(ulong caller) => Call("swap_grant_ref", caller, Below(10), Below(10));

    private string? Query(ulong caller) => Below(3) switch
    {
        0 => Call("query_size", caller, Dom()),
        1 => Call("get_version", caller, Dom()),
        _ => Call("set_version", caller, Below(4)),
    };

    private bool Names(ulong granter, ulong reference, ulong caller)
    {
        int at = (int)Read(Domains.GrantFrame, granter) * KernelMachine.FrameBytes + 8 * (int)reference;
        ulong entry = BitConverter.ToUInt64(_oracle.Machine.Memory, at);
        return (entry & EntryFlags.TypeMask) == EntryFlags.PermitAccess && ((entry >> 16) & 0xffff) == caller;
    }

    private string? Unmap(ulong caller)
    {
        ulong handle = Below(12) == 0 ? Below(20) : Below(4);
        ulong gfn = handle < 8 && Below(12) != 0 ? Read(Mappings.Gfn, caller, handle) : Gfn();
        return Call("unmap_grant_ref", caller, gfn << 12, handle);
    }
}
