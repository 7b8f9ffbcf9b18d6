namespace Verified.Spec;

/// <summary>
/// OwnMemory: a frame that the hypervisor touches because a domain named an address is one that the domain itself
/// reaches, and may access so.
/// </summary>
public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Whether a domain's leaf shows a frame, with the permission that an access needs.</summary>
    /// <param name="state">The state.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="gfn">The guest frame number of the leaf.</param>
    /// <param name="frame">The machine frame.</param>
    /// <param name="writes">Whether it is written.</param>
    /// <param name="own">Whether it must be the domain's own: no mapping, of which the operation may take one
    /// away.</param>
    public TBool Shows(SystemState state, TWord domain, TWord gfn, TWord frame, TBool writes, TBool own)
    {
        TWord leaf = state[Leaves.Leaf, domain, gfn];
        return gfn < (ulong)Sizes.GuestFrames
            & IsPresent(leaf)
            & FrameOf(leaf) == frame
            & Implies(writes, (leaf & WritableBit) != 0)
            & Implies(own, KindOf(leaf) < LeafKind.Mapping);
    }
}
