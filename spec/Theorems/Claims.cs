using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// What the product promises of every state: each follows from the invariant. The first three are the policy's,
    /// in its own words: whatever joins two domains is permitted by the policy in force. The last two say in words of
    /// the whole table which port or handle an operation chooses.
    /// </summary>
    public IReadOnlyList<Part> Claims =>
    [
        ForAll("Domains joined by a channel may share", Domain, Port, (s, d, p) =>
            Implies(
                s[Ports.State, d, p] == PortState.Interdomain,
                MayShareInForce(s, d, s[Ports.RemoteDomain, d, p]))),

        ForAll("What a domain sees is its own, of a domain with which it may share, or foreign and it is domain 0",
            Domain, GuestFrame, (s, d, g) =>
            {
                TWord leaf = s[Leaves.Leaf, d, g];
                return Implies(
                    IsPresent(leaf) & !ShowsZeros(s, leaf),
                    MayShareInForce(s, d, s[Frames.Owner, FrameOf(leaf)]) | (KindOf(leaf) == LeafKind.Foreign & d == 0));
            }),

        ForAll("Of every conflict set at most one type runs", ConflictSet, (s, c) =>
            (PolicyTables.InForce(s).ConflictSet(c) & RunningTypes(s)).HasAtMostOne),

        ForAll("Nobody sees a free frame or the hypervisor's", Domain, GuestFrame, (s, d, g) =>
        {
            TWord leaf = s[Leaves.Leaf, d, g];
            return Implies(IsPresent(leaf) & !ShowsZeros(s, leaf), IsOwned(s, FrameOf(leaf)));
        }),

        ForAll("Of another domain's frames only RAM is seen, that a grant permits or that is foreign to domain 0",
            Domain, GuestFrame, (s, d, g) =>
            {
                TWord leaf = s[Leaves.Leaf, d, g];
                TWord frame = FrameOf(leaf);
                TBool isForeign = KindOf(leaf) == LeafKind.Foreign & d == 0;
                return Implies(
                    IsPresent(leaf) & !ShowsZeros(s, leaf) & s[Frames.Owner, frame] != d,
                    (KindOf(leaf) == LeafKind.Mapping | isForeign) & s[Frames.State, frame] == FrameState.Ram);
            }),

        ForAll("A page that is written through a leaf is the domain's own, pinned writable, or foreign to domain 0",
            Domain, GuestFrame,
            (s, d, g) =>
            {
                TWord leaf = s[Leaves.Leaf, d, g];
                TWord handle = HandleOf(leaf);
                TWord granter = s[Mappings.Granter, d, handle];
                TWord reference = s[Mappings.Reference, d, handle];
                return Implies(
                    IsPresent(leaf) & (leaf & WritableBit) != 0,
                    (KindOf(leaf) != LeafKind.Mapping & s[Frames.Owner, FrameOf(leaf)] == d)
                    | (KindOf(leaf) == LeafKind.Foreign & d == 0)
                    | (s[ActiveGrants.WritePins, granter, reference] != 0
                        & s[ActiveGrants.Frame, granter, reference] == FrameOf(leaf)
                        & s[ActiveGrants.Grantee, granter, reference] == d));
            }),

        ForAll("A domain that owns less RAM than it may finds a free frame, whatever the others do", Domain, (s, d) =>
            Implies(
                IsInUse(s, d) & s[Domains.OwnedFrames, d] < s[Domains.MaximumFrames, d], s[FreeFrames.Count] != 0)),

        ForAll("The lowest bit is the lowest free port's, and without a bit no port is free", Domain, Port, (s, d, p) =>
            IsLowest(s, d, p, Ports.FreeBits, entry => s[Ports.State, d, entry] == PortState.Free)),

        ForAll("The lowest bit is the lowest free handle's, and without a bit no handle is free", Domain, Handle,
            (s, d, h) => IsLowest(s, d, h, Mappings.FreeBits, entry => s[Mappings.Used, d, entry] == 0)),
    ];

    /// <summary>
    /// In a domain's table with a bit an entry: the lowest bit set is of a free entry, and no other entry that is free
    /// is lower; if no bit is set, no entry is free.
    /// </summary>
    private TBool IsLowest(SystemState state, TWord domain, TWord other, Field bits, Func<TWord, TBool> isFree)
    {
        TWord lowest = LowestBit(state, bits, domain);
        TBool any = AnyBit(state, bits, domain);
        return Implies(
            IsInUse(state, domain),
            Implies(any, isFree(lowest)) & Implies(isFree(other), any & lowest <= other));
    }

    private static TBool IsPresent(TWord leaf) => (leaf & 1) != 0;

    /// <summary>Whether a leaf lets read the zero frame, and do nothing else with it.</summary>
    private TBool ShowsZeros(SystemState state, TWord leaf) =>
        FrameOf(leaf) == state[Frames.Zero] & (leaf & WritableBit) == 0 & (leaf & NoExecuteBit) != 0;
}
