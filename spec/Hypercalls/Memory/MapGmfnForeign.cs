namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XENMEM_add_to_physmap_batch, space gmfn_foreign, one frame: the privileged caller sees RAM of another domain,
    /// with which it may share, at a guest frame number of its own where nothing was.
    /// </summary>
    public Outcome MapGmfnForeign(
        SystemState state, TWord caller, TWord dom, TWord foreignDom, TWord index, TWord gfn)
    {
        var call = new Attempt(state);
        TWord foreign = Resolve(foreignDom, caller);
        call.Require(IsPrivileged(state, caller) & Resolve(dom, caller) == caller, Errno.Perm);
        call.Require(Exists(state, foreign), Errno.Search);
        call.Require(foreign != caller, Errno.Invalid);
        call.Require(MayShare(state, caller, foreign), Errno.Access);
        call.Require(
            gfn < (ulong)Sizes.GuestFrames & KindOf(state[Leaves.Leaf, caller, gfn]) == LeafKind.Empty, Errno.Invalid);
        call.Require(HasRam(state, foreign, index), Errno.Invalid);

        TWord frame = FrameOf(state[Leaves.Leaf, foreign, index]);
        SystemState next = state
            .With(Frames.Mappings, frame, state[Frames.Mappings, frame] + 1)
            .With(Leaves.Leaf, caller, gfn, ForeignLeaf(frame));
        return call.Succeed(Number(0), next);
    }
}
