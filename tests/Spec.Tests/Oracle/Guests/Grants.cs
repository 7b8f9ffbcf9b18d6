using Verified.Spec;

namespace Verified.Tests;

internal sealed partial class RandomGuests
{
    private IEnumerable<Weighted> GrantsSteps =>
    [
        new(3, Grant),
        new(6, Map),
        new(1, Unmap),
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
