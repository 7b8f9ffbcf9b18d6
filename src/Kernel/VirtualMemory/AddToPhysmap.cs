using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>XENMEM_add_to_physmap's spaces (public/memory.h) that are offered.</summary>
public static class PhysmapSpace
{
    /// <summary>XENMAPSPACE_shared_info.</summary>
    public const uint SharedInfo = 0;

    /// <summary>XENMAPSPACE_grant_table.</summary>
    public const uint GrantTable = 1;

    /// <summary>XENMAPSPACE_gmfn: RAM of the domain itself, which moves.</summary>
    public const uint Gmfn = 2;

    /// <summary>XENMAPSPACE_gmfn_foreign: RAM of another domain, in a batch only.</summary>
    public const uint GmfnForeign = 4;
}

/// <content>XENMEM_add_to_physmap.</content>
public static partial class PhysicalMap
{
    /// <summary>
    /// Shows a domain its own shared_info, grant table or RAM at a guest frame number; where it was shown before, it is
    /// no longer.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">For whom: itself, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    /// <param name="space">One of <see cref="PhysmapSpace"/> but the last; else -ENOSYS.</param>
    /// <param name="index">
    /// The frame of that space: 0 (version 2's status frames are -EINVAL), or the guest frame number of RAM.
    /// </param>
    /// <param name="gfn">Where: below Limits.GuestFrames and nothing there, else -EINVAL.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long AddToPhysmap(ref State s, uint caller, uint dom, uint space, ulong index, ulong gfn)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (space > PhysmapSpace.Gmfn)
            return Errno.NoSuchCall;
        if ((index != 0 && space != PhysmapSpace.Gmfn) || gfn >= Limits.GuestFrames)
            return Errno.Invalid;

        ref Domain target = ref s.Domains[(int)domain];
        ref LeafRow leaves = ref s.Leaves[(int)domain];
        if (leaves[(int)gfn] != 0)
            return Errno.Invalid;

        uint number = space == PhysmapSpace.SharedInfo ? target.SharedInfoFrame : target.GrantFrame;
        ulong bits = space == PhysmapSpace.SharedInfo ? OwnLeaf(LeafKind.SharedInfo) : OwnLeaf(LeafKind.GrantTable);
        if (space == PhysmapSpace.Gmfn)
        {
            if (index >= Limits.GuestFrames || Leaf.Kind(leaves[(int)index]) != LeafKind.Ram)
                return Errno.Invalid;

            number = Leaf.MachineFrame(leaves[(int)index]);
            bits = (LeafKind.Ram << Leaf.KindShift) | Leaf.Present | Leaf.Writable;
        }

        ref Frame frame = ref s.Frames[(int)number];
        if (frame.Index != Frame.NoGfn)
        {
            leaves[(int)frame.Index] = 0;
            target.FlushOwed = 1;
        }

        frame.Index = (uint)gfn;
        leaves[(int)gfn] = ((ulong)number << Leaf.FrameShift) | bits;
        return Errno.Okay;
    }

    /// <summary>The bits of a leaf that shows a domain its own frame, not to be executed.</summary>
    private static ulong OwnLeaf(uint kind) =>
        ((ulong)kind << Leaf.KindShift) | Leaf.Present | Leaf.Writable | Leaf.NoExecute;
}
