using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> GrantParts =>
    [
        ForAll("A pinned grant is of RAM of its granter, to an existing domain", Domain, GrantReference, (s, g, r) =>
        {
            TWord frame = s[ActiveGrants.Frame, g, r];
            TWord grantee = s[ActiveGrants.Grantee, g, r];
            return Implies(
                IsPinned(s, g, r),
                IsInUse(s, g)
                & OwnsAs(s, g, frame, FrameState.Ram)
                & IsDomain(grantee) & IsInUse(s, grantee));
        }),

        ForAll("An unused maptrack entry is empty, a revoked one but for where it was", Domain, Handle, (s, d, h) =>
            IsMapped(s, d, h)
            | (s[Mappings.Writable, d, h] == 0
                & s[Mappings.Granter, d, h] == 0
                & s[Mappings.Reference, d, h] == 0
                & (IsRevoked(s, d, h) | (s[Mappings.Used, d, h] == HandleUse.Free & s[Mappings.Gfn, d, h] == 0)))),

        ForAll("A maptrack entry's fields are in range", Domain, Handle, (s, d, h) =>
            s[Mappings.Writable, d, h] <= Number(1)
            & IsDomain(s[Mappings.Granter, d, h])
            & s[Mappings.Reference, d, h] < (ulong)Sizes.GrantReferences
            & s[Mappings.Gfn, d, h] < (ulong)Sizes.GuestFrames),

        ForAll("A mapping holds a pin of a grant to its domain", Domain, Handle, (s, d, h) =>
        {
            TWord granter = s[Mappings.Granter, d, h];
            TWord reference = s[Mappings.Reference, d, h];
            TBool writable = s[Mappings.Writable, d, h] == 1;
            return Implies(
                IsMapped(s, d, h),
                IsInUse(s, d)
                & s[ActiveGrants.Grantee, granter, reference] == d
                & Implies(writable, s[ActiveGrants.WritePins, granter, reference] != 0)
                & Implies(!writable, s[ActiveGrants.ReadPins, granter, reference] != 0));
        }),

        ForAll("A mapping shows at its guest frame number", Domain, Handle, (s, d, h) =>
        {
            TWord leaf = s[Leaves.Leaf, d, s[Mappings.Gfn, d, h]];
            return Implies(IsMapped(s, d, h), KindOf(leaf) == LeafKind.Mapping & HandleOf(leaf) == h);
        }),

        ForAll("A revoked mapping's place shows its handle until its domain unmaps it", Domain, Handle, (s, d, h) =>
        {
            TWord leaf = s[Leaves.Leaf, d, s[Mappings.Gfn, d, h]];
            return Implies(
                IsRevoked(s, d, h), IsInUse(s, d) & KindOf(leaf) == LeafKind.Revoked & HandleOf(leaf) == h);
        }),

        ForAll("A mapping joins domains that may share", Domain, Handle, (s, d, h) =>
            Implies(IsMapped(s, d, h), MayShareInForce(s, d, s[Mappings.Granter, d, h]))),

        ForAll("A handle's bit is set iff the handle is free", Domain, Handle, (s, d, h) =>
            Implies(
                IsInUse(s, d),
                TBool.Same(BitIsSet(s, Mappings.FreeBits, d, h), s[Mappings.Used, d, h] == 0))),

        ForAll("Bits beyond the last handle are clear", Domain, HandleWord, (s, d, w) =>
            (s[Mappings.FreeBits, d, w] & ~BitsInUse(Sizes.MaptrackHandles)) == 0),

        ForAll("A word's bit is set iff the word has a free handle", Domain, HandleWord, (s, d, w) =>
            TBool.Same((s[Mappings.FreeWords, d] & Bit(w)) != 0, s[Mappings.FreeBits, d, w] != 0)),

        ForAll("Bits beyond the last word of handles are clear", Domain, (s, d) =>
            (s[Mappings.FreeWords, d] & ~BitsInUse(Sizes.Of(HandleWord))) == 0),
    ];

    private static TBool IsPinned(SystemState state, TWord granter, TWord reference) =>
        (state[ActiveGrants.ReadPins, granter, reference] | state[ActiveGrants.WritePins, granter, reference]) != 0;

    private static TBool IsMapped(SystemState state, TWord domain, TWord handle) =>
        state[Mappings.Used, domain, handle] == HandleUse.Mapped;

    private static TBool IsRevoked(SystemState state, TWord domain, TWord handle) =>
        state[Mappings.Used, domain, handle] == HandleUse.Revoked;
}
