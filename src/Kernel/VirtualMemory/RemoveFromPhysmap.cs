using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>XENMEM_remove_from_physmap.</content>
public static partial class PhysicalMap
{
    /// <summary>A domain no longer sees its shared_info, its grant table or a foreign frame.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">For whom: itself, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    /// <param name="gfn">
    /// Where it stands. -EINVAL beyond the guest's space; -ENOENT where nothing is; -EINVAL for RAM, which goes by
    /// decrease_reservation, and for a mapped grant, which goes by unmap_grant_ref.
    /// </param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RemoveFromPhysmap(ref State s, uint caller, uint dom, ulong gfn)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (gfn >= Limits.GuestFrames)
            return Errno.Invalid;

        ref ulong leaf = ref s.Leaves[(int)domain][(int)gfn];
        uint kind = Leaf.Kind(leaf);
        if (kind == LeafKind.Empty)
            return Errno.NoEntry;

        ref Frame frame = ref s.Frames[(int)Leaf.MachineFrame(leaf)];
        if (kind == LeafKind.Foreign)
            frame.Mappings--;
        else if (kind == LeafKind.SharedInfo || kind == LeafKind.GrantTable)
            frame.Index = Frame.NoGfn;
        else
            return Errno.Invalid;

        leaf = 0;
        s.Domains[(int)domain].FlushOwed = 1;
        return Errno.Okay;
    }
}
