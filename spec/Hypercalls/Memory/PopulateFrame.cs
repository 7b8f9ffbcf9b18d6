namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XENMEM_populate_physmap, one frame: a free frame, the last that became free, becomes RAM of the domain at a
    /// guest frame number where nothing was. It is clear, as every free frame is. A domain below its limit finds one:
    /// that the pool is not empty then is one of the <see cref="Claims"/>.
    /// </summary>
    public Outcome PopulateFrame(SystemState state, TWord domain, TWord gfn)
    {
        var call = new Attempt(state);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(gfn < (ulong)Sizes.GuestFrames, Errno.Invalid);
        call.Require(state[Domains.OwnedFrames, domain] < state[Domains.MaximumFrames, domain], Errno.NoMemory);
        call.Require(KindOf(state[Leaves.Leaf, domain, gfn]) == LeafKind.Empty, Errno.Invalid);
        call.Require(state[FreeFrames.Count] != 0, Errno.NoMemory);

        TWord frame = TopFrame(state);
        SystemState next = TakeFrame(state, domain, FrameState.Ram, gfn)
            .With(Domains.OwnedFrames, domain, state[Domains.OwnedFrames, domain] + 1)
            .With(Leaves.Leaf, domain, gfn, OwnLeaf(LeafKind.Ram, frame));
        return call.Succeed(Number(0), next);
    }

    /// <summary>The frame on top of the stack of free frames.</summary>
    private static TWord TopFrame(SystemState state) => state[FreeFrames.Frame, state[FreeFrames.Count] - 1];

    /// <summary>The state in which the top of the stack of free frames went to a domain.</summary>
    private static SystemState TakeFrame(SystemState state, TWord domain, ulong use, TWord index)
    {
        TWord place = state[FreeFrames.Count] - 1;
        TWord frame = TopFrame(state);
        return state
            .With(FreeFrames.Count, place)
            .With(FreeFrames.Frame, place, 0)
            .With(Frames.State, frame, use)
            .With(Frames.Owner, frame, domain)
            .With(Frames.Index, frame, index);
    }
}
