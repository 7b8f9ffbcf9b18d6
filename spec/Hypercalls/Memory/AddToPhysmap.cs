namespace Verified.Spec;

/// <summary>What XENMEM_add_to_physmap can place (xen/include/public/memory.h, XENMAPSPACE_*).</summary>
public static class PhysmapSpace
{
    /// <summary>The domain's shared_info.</summary>
    public const ulong SharedInfo = 0;

    /// <summary>The domain's grant table.</summary>
    public const ulong GrantTable = 1;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XENMEM_add_to_physmap: shows a domain its shared_info or its grant table at a guest frame number where nothing
    /// was. It then shows at no other: an old leaf is cleared, and the domain's translations must be flushed.
    /// </summary>
    public Outcome AddToPhysmap(SystemState state, TWord caller, TWord dom, TWord space, TWord index, TWord gfn)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(space == PhysmapSpace.SharedInfo | space == PhysmapSpace.GrantTable, Errno.NoSystemCall);
        call.Require(index == 0 & gfn < (ulong)Sizes.GuestFrames, Errno.Invalid);
        call.Require(KindOf(state[Leaves.Leaf, domain, gfn]) == LeafKind.Empty, Errno.Invalid);

        TBool isSharedInfo = space == PhysmapSpace.SharedInfo;
        TWord frame = If(isSharedInfo, state[Domains.SharedInfoFrame, domain], state[Domains.GrantFrame, domain]);
        TWord leaf = If(
            isSharedInfo, OwnLeaf(LeafKind.SharedInfo, frame), OwnLeaf(LeafKind.GrantTable, frame));
        TWord old = state[Frames.Index, frame];
        SystemState removed = state.With(Leaves.Leaf, domain, old, 0).With(Domains.FlushOwed, domain, 1);
        SystemState next = SystemState.If(old != FrameState.NoGfn, removed, state)
            .With(Frames.Index, frame, gfn)
            .With(Leaves.Leaf, domain, gfn, leaf);
        return call.Succeed(Number(0), next);
    }
}
