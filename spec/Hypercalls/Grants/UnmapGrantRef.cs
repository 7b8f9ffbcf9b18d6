namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_unmap_grant_ref: the caller gives up a mapping, or the handle of one that was taken away. Its
    /// translations must be flushed; the granter's entry loses the marks that no mapping justifies any more. Asks no
    /// monitor.
    /// </summary>
    public Outcome UnmapGrantRef(
        SystemState state, TWord caller, TWord hostAddress, TWord handle, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(
            handle < (ulong)Sizes.MaptrackHandles & state[Mappings.Used, caller, handle] != HandleUse.Free,
            GrantStatus.BadHandle);
        TWord gfn = state[Mappings.Gfn, caller, handle];
        call.Require(hostAddress == gfn << 12, GrantStatus.GeneralError);

        TBool pins = IsMapped(state, caller, handle);
        SystemState unpinned = Unpin(state, call.Holds & pins, caller, handle, memory);
        SystemState next = SystemState.If(pins, unpinned, state)
            .With(Leaves.Leaf, caller, gfn, 0)
            .With(Domains.FlushOwed, caller, 1)
            .With(Mappings.Used, caller, handle, HandleUse.Free)
            .With(Mappings.Writable, caller, handle, 0)
            .With(Mappings.Granter, caller, handle, 0)
            .With(Mappings.Reference, caller, handle, 0)
            .With(Mappings.Gfn, caller, handle, 0);
        return call.Succeed(Number(0), SetBit(next, Mappings.FreeBits, caller, handle));
    }

    /// <summary>
    /// The state in which a mapping no longer pins its grant. The granter's entry loses, if <paramref name="when"/>
    /// holds, the marks that no other mapping justifies.
    /// </summary>
    private static SystemState Unpin(
        SystemState state, TBool when, TWord domain, TWord handle, IGuestMemory<TBool, TWord> memory)
    {
        TWord granter = state[Mappings.Granter, domain, handle];
        TWord reference = state[Mappings.Reference, domain, handle];
        TBool writable = state[Mappings.Writable, domain, handle] == 1;
        TWord one = Number(1), none = Number(0);
        TWord writePins = state[ActiveGrants.WritePins, granter, reference] - If(writable, one, none);
        TWord readPins = state[ActiveGrants.ReadPins, granter, reference] - If(writable, none, one);
        TWord frame = state[ActiveGrants.Frame, granter, reference];

        TBool lastWritable = writable & writePins == 0;
        TBool last = (writePins | readPins) == 0;
        TWord cleared = If(lastWritable, Number(EntryFlags.Writing), none) | If(last, Number(EntryFlags.Reading), none);
        memory.AtomicAnd(when & (lastWritable | last), state[Domains.GrantFrame, granter], reference << 3, ~cleared);

        return state
            .With(ActiveGrants.ReadPins, granter, reference, readPins)
            .With(ActiveGrants.WritePins, granter, reference, writePins)
            .With(Frames.Mappings, frame, state[Frames.Mappings, frame] - 1)
            .With(Frames.Grants, frame, state[Frames.Grants, frame] - If(last, one, none));
    }
}
