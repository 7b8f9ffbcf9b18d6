using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>A step of the hypervisor itself: a mapping is taken away.</content>
public static partial class GrantTable
{
    /// <summary>
    /// Takes a mapping away from a domain, because its granter is destroyed or the policy no longer permits it. Where
    /// it was, the domain reads zeros, and a write ends it; the handle is reserved until the domain unmaps it. The
    /// domain's TLB is flushed before it runs again.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain that has the mapping.</param>
    /// <param name="handle">Its handle.</param>
    /// <returns>0; -EINVAL when the domain has no mapping with this handle.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RevokeMapping(ref State s, uint domain, uint handle)
    {
        if (domain >= Limits.Domains || handle >= Limits.MaptrackHandles)
            return Errno.Invalid;

        ref Mapping mapping = ref s.Mappings[(int)domain][(int)handle];
        if (mapping.Used != HandleUse.Mapped)
            return Errno.Invalid;

        Unpin(ref s, ref mapping);
        s.Leaves[(int)domain][(int)mapping.Gfn] = ((ulong)s.ZeroFrame << Leaf.FrameShift)
            | ((ulong)LeafKind.Revoked << Leaf.KindShift) | ((ulong)handle << Leaf.HandleShift)
            | Leaf.Present | Leaf.NoExecute;
        s.Domains[(int)domain].FlushOwed = 1;
        mapping.Used = HandleUse.Revoked;
        mapping.Writable = 0;
        mapping.Granter = 0;
        mapping.Reference = 0;
        return Errno.Okay;
    }
}
