using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> FrameParts =>
    [
        ForAll("A frame has a known state, and an owner exactly if it is not free or the hypervisor's", Frame, (s, f) =>
        {
            TWord owner = s[Frames.Owner, f];
            return s[Frames.State, f] <= Number(FrameState.GrantTable)
                & IsDomain(owner)
                & (IsOwned(s, f) | owner == 0)
                & Implies(IsOwned(s, f), IsInUse(s, owner));
        }),

        ForAll("Only RAM is granted and seen by others", Frame, (s, f) =>
            s[Frames.State, f] == FrameState.Ram | (s[Frames.Mappings, f] | s[Frames.Grants, f]) == 0),

        ForAll("A free frame stands in the stack at its place", Frame, (s, f) =>
            Implies(
                s[Frames.State, f] == FrameState.Free,
                s[Frames.Index, f] < s[FreeFrames.Count] & s[FreeFrames.Frame, s[Frames.Index, f]] == f)),

        ForAll("What stands in the stack is a free frame that knows its place", Frame, (s, i) =>
        {
            TWord frame = s[FreeFrames.Frame, i];
            return Implies(
                i < s[FreeFrames.Count],
                frame < (ulong)Sizes.Frames
                & s[Frames.State, frame] == FrameState.Free
                & s[Frames.Index, frame] == i);
        }),

        Always("The stack is within its bounds", s => s[FreeFrames.Count] <= Number(Sizes.Frames)),

        Always("No more frames are unclaimed than are free", s => s[FreeFrames.Unclaimed] <= s[FreeFrames.Count]),

        ForAll("A shared_info frame or grant table is its owner's one", Frame, (s, f) =>
        {
            TWord owner = s[Frames.Owner, f];
            return Implies(s[Frames.State, f] == FrameState.SharedInfo, s[Domains.SharedInfoFrame, owner] == f)
                & Implies(s[Frames.State, f] == FrameState.GrantTable, s[Domains.GrantFrame, owner] == f);
        }),

        ForAll("An owned frame shows at the guest frame number that it remembers", Frame, (s, f) =>
        {
            TWord gfn = s[Frames.Index, f];
            TWord leaf = s[Leaves.Leaf, s[Frames.Owner, f], gfn];
            TBool isPlaced = IsOwned(s, f) & gfn != FrameState.NoGfn;
            return Implies(
                isPlaced,
                gfn < (ulong)Sizes.GuestFrames & leaf == OwnLeafOf(s, f));
        }),

        Always("The zero frame is the hypervisor's", s =>
            s[Frames.Zero] < (ulong)Sizes.Frames & s[Frames.State, s[Frames.Zero]] == FrameState.Hypervisor),

        ForAll("RAM always shows", Frame, (s, f) =>
            s[Frames.State, f] != FrameState.Ram | s[Frames.Index, f] != FrameState.NoGfn),
    ];

    private IReadOnlyList<Part> LeafParts =>
    [
        ForAll("A leaf is empty, the domain's own frame's, a mapping's, a revoked one's, or domain 0's of a foreign frame",
            Domain, GuestFrame, (s, d, g) =>
            {
                TWord leaf = s[Leaves.Leaf, d, g];
                TWord frame = FrameOf(leaf);
                TBool isOwn = leaf == OwnLeafOf(s, frame)
                    & s[Frames.Owner, frame] == d & s[Frames.Index, frame] == g & IsOwned(s, frame);
                TWord handle = HandleOf(leaf);
                TBool isMapping = leaf == MappingLeaf(frame, handle, s[Mappings.Writable, d, handle] == 1)
                    & IsMapped(s, d, handle)
                    & s[Mappings.Gfn, d, handle] == g
                    & s[ActiveGrants.Frame, s[Mappings.Granter, d, handle], s[Mappings.Reference, d, handle]] == frame;
                TBool isRevoked = leaf == RevokedLeaf(s, handle)
                    & IsRevoked(s, d, handle)
                    & s[Mappings.Gfn, d, handle] == g;
                TBool isForeign = leaf == ForeignLeaf(frame)
                    & IsPrivileged(s, d)
                    & s[Frames.State, frame] == FrameState.Ram & s[Frames.Owner, frame] != d;
                return leaf == 0 | (IsInUse(s, d) & (isOwn | isMapping | isRevoked | isForeign));
            }),
    ];

    private static TBool IsOwned(SystemState state, TWord frame) => state[Frames.State, frame] >= Number(FrameState.Ram);

    /// <summary>The leaf that shows an owned frame to its owner.</summary>
    private static TWord OwnLeafOf(SystemState state, TWord frame)
    {
        TWord use = state[Frames.State, frame];
        return If(use == FrameState.Ram, OwnLeaf(LeafKind.Ram, frame),
            If(use == FrameState.SharedInfo, OwnLeaf(LeafKind.SharedInfo, frame),
                OwnLeaf(LeafKind.GrantTable, frame)));
    }
}
