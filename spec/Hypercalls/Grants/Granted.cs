namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>What a grant reference offers.</summary>
    /// <param name="Frame">The machine frame.</param>
    /// <param name="IsFirst">Whether the grant was not in use.</param>
    /// <param name="EntryCounts">Whether the granter's entry was looked at.</param>
    /// <param name="Entry">The entry, if it was.</param>
    private sealed record Grant(TWord Frame, TBool IsFirst, TBool EntryCounts, TWord Entry);

    /// <summary>
    /// If <paramref name="when"/> holds, requires that the granter lets the caller use the frame of a grant reference,
    /// as it wants to. The granter's entry counts when the grant is first used, or first used for writing, and is read
    /// once; while the grant is in use the hypervisor's own memory of it counts, and it is its user's alone.
    /// </summary>
    private Grant Granted(
        SystemState state,
        Attempt call,
        TBool when,
        TWord caller,
        TWord granter,
        TWord reference,
        TBool writable,
        IGuestMemory<TBool, TWord> memory)
    {
        call.Require(!when | reference < (ulong)Sizes.GrantReferences, GrantStatus.BadReference);
        TBool first = !IsPinned(state, granter, reference);
        call.Require(
            !when | first | state[ActiveGrants.Grantee, granter, reference] == caller, GrantStatus.GeneralError);

        // 16 bits of flags, 16 of domain id, 32 of guest frame number.
        TBool entryCounts = first | (writable & state[ActiveGrants.WritePins, granter, reference] == 0);
        TWord entry = memory.Read(
            call.Holds & when & entryCounts, state[Domains.GrantFrame, granter], reference << 3, 8);
        TBool permits = (entry & EntryFlags.TypeMask) == EntryFlags.PermitAccess
            & ((entry >> 16) & 0xffff) == caller
            & !(writable & (entry & EntryFlags.ReadOnly) != 0);
        call.Require(!when | !entryCounts | permits, GrantStatus.GeneralError);

        TWord gfn = entry >> 32;
        call.Require(!when | !first | HasRam(state, granter, gfn), GrantStatus.BadPage);
        TWord frame = If(
            first, FrameOf(state[Leaves.Leaf, granter, gfn]), state[ActiveGrants.Frame, granter, reference]);
        return new(frame, first, entryCounts, entry);
    }
}
