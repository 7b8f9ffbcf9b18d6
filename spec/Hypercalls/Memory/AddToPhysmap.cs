namespace Verified.Spec;

/// <summary>What XENMEM_add_to_physmap can place (xen/include/public/memory.h, XENMAPSPACE_*).</summary>
public static class PhysmapSpace
{
    /// <summary>The domain's shared_info.</summary>
    public const ulong SharedInfo = 0;

    /// <summary>The domain's grant table.</summary>
    public const ulong GrantTable = 1;

    /// <summary>RAM of the domain, which moves.</summary>
    public const ulong Gmfn = 2;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XENMEM_add_to_physmap: shows a domain its shared_info, its grant table or RAM of its own (by the guest frame
    /// number that it has) at a guest frame number where nothing was. It then shows at no other: an old leaf is
    /// cleared, and the domain's translations must be flushed.
    /// </summary>
    public Outcome AddToPhysmap(SystemState state, TWord caller, TWord dom, TWord space, TWord index, TWord gfn)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        TBool isGmfn = space == PhysmapSpace.Gmfn;
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(space == PhysmapSpace.SharedInfo | space == PhysmapSpace.GrantTable | isGmfn, Errno.NoSystemCall);
        call.Require((index == 0 | isGmfn) & gfn < (ulong)Sizes.GuestFrames, Errno.Invalid);
        call.Require(KindOf(state[Leaves.Leaf, domain, gfn]) == LeafKind.Empty, Errno.Invalid);
        call.Require(!isGmfn | HasRam(state, domain, index), Errno.Invalid);

        TBool isSharedInfo = space == PhysmapSpace.SharedInfo;
        TWord frame = If(isSharedInfo, state[Domains.SharedInfoFrame, domain],
            If(isGmfn, FrameOf(state[Leaves.Leaf, domain, index]), state[Domains.GrantFrame, domain]));
        TWord leaf = If(isSharedInfo, OwnLeaf(LeafKind.SharedInfo, frame),
            If(isGmfn, OwnLeaf(LeafKind.Ram, frame), OwnLeaf(LeafKind.GrantTable, frame)));
        TWord old = state[Frames.Index, frame];
        SystemState removed = state.With(Leaves.Leaf, domain, old, 0).With(Domains.FlushOwed, domain, 1);
        SystemState next = SystemState.If(old != FrameState.NoGfn, removed, state)
            .With(Frames.Index, frame, gfn)
            .With(Leaves.Leaf, domain, gfn, leaf);
        return call.Succeed(Number(0), next);
    }

    /// <summary>Whether RAM of a domain's own stands at a guest frame number.</summary>
    private TBool HasRam(SystemState state, TWord domain, TWord gfn) =>
        gfn < (ulong)Sizes.GuestFrames & KindOf(state[Leaves.Leaf, domain, gfn]) == LeafKind.Ram;
}
