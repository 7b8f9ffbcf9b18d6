namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_transfer: a frame of the caller's RAM, with what it holds, becomes another domain's. The receiver has
    /// prepared an entry of its grant table that accepts it from the caller and says where; the frame lands there, and
    /// the entry is marked. Data flows: the two may share. Nobody else sees the frame, no grant of it is in use, and the
    /// hypervisor does not write to it. The caller's translations must be flushed. The result is a
    /// <see cref="GrantStatus"/>.
    /// </summary>
    public Outcome Transfer(
        SystemState state, TWord caller, TWord gfn, TWord dom, TWord reference, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord receiver = Resolve(dom, caller);
        call.Require(receiver != caller & Exists(state, receiver), GrantStatus.BadDomain);
        call.Require(MayShare(state, caller, receiver), GrantStatus.PermissionDenied);
        call.Require(HasRam(state, caller, gfn), GrantStatus.BadPage);
        TWord frame = FrameOf(state[Leaves.Leaf, caller, gfn]);
        call.Require(!IsHeld(state, frame), GrantStatus.BadPage);
        call.Require(reference < (ulong)Sizes.GrantReferences, GrantStatus.BadReference);
        call.Require(!IsPinned(state, receiver, reference), GrantStatus.GeneralError);
        call.Require(
            state[Domains.OwnedFrames, receiver] < state[Domains.MaximumFrames, receiver], GrantStatus.GeneralError);

        // 16 bits of flags, 16 of domain id, 32 of guest frame number.
        TWord table = state[Domains.GrantFrame, receiver];
        TWord entry = memory.Read(call.Holds, table, reference << 3, 8);
        TWord place = entry >> 32;
        call.Require(
            (entry & (EntryFlags.TypeMask | EntryFlags.Transferred)) == EntryFlags.AcceptTransfer
            & ((entry >> 16) & 0xffff) == caller
            & place < (ulong)Sizes.GuestFrames
            & KindOf(state[Leaves.Leaf, receiver, place]) == LeafKind.Empty,
            GrantStatus.GeneralError);
        TBool marked = memory.CompareExchange(
            call.Holds, table, reference << 3, entry, entry | EntryFlags.Transferred);
        call.Require(marked, GrantStatus.GeneralError);

        SystemState next = GiveUpFrame(state, caller)
            .With(Leaves.Leaf, caller, gfn, 0)
            .With(Domains.FlushOwed, caller, 1)
            .With(Domains.OwnedFrames, receiver, state[Domains.OwnedFrames, receiver] + 1)
            .With(Frames.Owner, frame, receiver)
            .With(Frames.Index, frame, place)
            .With(Leaves.Leaf, receiver, place, OwnLeaf(LeafKind.Ram, frame));
        return call.Succeed(Number(GrantStatus.Okay), next);
    }
}
