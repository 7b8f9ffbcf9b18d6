using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>Changes to what a domain finds at its guest frame numbers.</summary>
public static partial class PhysicalMap
{
    /// <summary>
    /// Gives a domain one cleared frame of RAM at a guest frame number: XENMEM_populate_physmap, one extent.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain; -ESRCH unless it exists.</param>
    /// <param name="gfn">Where; -EINVAL beyond the guest's space or where something is mapped.</param>
    /// <returns>0; -ENOMEM when the domain has all it may own, and for no other reason: its frames are set aside.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long PopulateFrame(ref State s, uint domain, uint gfn)
    {
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (gfn >= Limits.GuestFrames)
            return Errno.Invalid;

        ref Domain owner = ref s.Domains[(int)domain];
        if (owner.OwnedFrames >= owner.MaximumFrames)
            return Errno.NoMemory;

        ref ulong leaf = ref s.Leaves[(int)domain][(int)gfn];
        if (leaf != 0)
            return Errno.Invalid;

        uint frame = FramePool.Take(ref s, domain, FrameState.Ram, gfn);
        if (frame == FramePool.None)
            return Errno.NoMemory;

        owner.OwnedFrames++;
        leaf = ((ulong)frame << Leaf.FrameShift) | (LeafKind.Ram << Leaf.KindShift) | Leaf.Present | Leaf.Writable;
        return Errno.Okay;
    }

    /// <summary>XENMEM_populate_physmap, one extent of one frame.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">For whom: itself, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    /// <param name="gfn">Where; -EINVAL beyond the guest's space or where something is mapped.</param>
    /// <returns>0; -ENOMEM when the domain has all it may own, and for no other reason: its frames are set aside.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long PopulatePhysmap(ref State s, uint caller, uint dom, ulong gfn)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;

        return PopulateFrame(ref s, domain, gfn < Limits.GuestFrames ? (uint)gfn : Limits.GuestFrames);
    }
}
