using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>XENMEM_add_to_physmap_batch, space gmfn_foreign.</content>
public static partial class PhysicalMap
{
    /// <summary>Shows the privileged caller RAM of another domain, writable and not executable.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">For whom: the caller, else -EPERM.</param>
    /// <param name="foreignDom">
    /// Whose RAM: -ESRCH unless it exists, -EINVAL for the caller itself, -EACCES unless the two may share.
    /// </param>
    /// <param name="index">Its guest frame number there; -EINVAL when no RAM is there.</param>
    /// <param name="gfn">Where it is to be seen: below Limits.GuestFrames and nothing there, else -EINVAL.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MapGmfnForeign(
        ref State s, uint caller, uint dom, uint foreignDom, ulong index, ulong gfn)
    {
        uint foreign = DomainIds.Resolve(caller, foreignDom);
        if (s.Domains[(int)caller].Privileged == 0 || DomainIds.Resolve(caller, dom) != caller)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, foreign))
            return Errno.NoDomain;
        if (foreign == caller)
            return Errno.Invalid;
        if (!Mediation.MayShare(ref s, caller, caller, foreign, Hook.MapGmfnForeign))
            return Errno.Denied;
        if (gfn >= Limits.GuestFrames || index >= Limits.GuestFrames)
            return Errno.Invalid;

        ref ulong leaf = ref s.Leaves[(int)caller][(int)gfn];
        ulong shown = s.Leaves[(int)foreign][(int)index];
        if (leaf != 0 || Leaf.Kind(shown) != LeafKind.Ram)
            return Errno.Invalid;

        uint number = Leaf.MachineFrame(shown);
        s.Frames[(int)number].Mappings++;
        leaf = ((ulong)number << Leaf.FrameShift) | OwnLeaf(LeafKind.Foreign);
        return Errno.Okay;
    }
}
