namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XENMEM_remove_from_physmap: a domain no longer sees its shared_info, its grant table or a foreign frame at a
    /// guest frame number. RAM goes by decrease_reservation, a mapped grant by unmap_grant_ref.
    /// </summary>
    public Outcome RemoveFromPhysmap(SystemState state, TWord caller, TWord dom, TWord gfn)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(gfn < (ulong)Sizes.GuestFrames, Errno.Invalid);
        TWord leaf = state[Leaves.Leaf, domain, gfn];
        TWord kind = KindOf(leaf);
        call.Require(kind != LeafKind.Empty, Errno.NoEntry);
        TBool isForeign = kind == LeafKind.Foreign;
        call.Require(kind == LeafKind.SharedInfo | kind == LeafKind.GrantTable | isForeign, Errno.Invalid);

        TWord frame = FrameOf(leaf);
        SystemState next = SystemState.If(
                isForeign,
                state.With(Frames.Mappings, frame, state[Frames.Mappings, frame] - 1),
                state.With(Frames.Index, frame, FrameState.NoGfn))
            .With(Leaves.Leaf, domain, gfn, 0)
            .With(Domains.FlushOwed, domain, 1);
        return call.Succeed(Number(0), next);
    }
}
