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

        return call.Succeed(Number(0), FreeHandle(state, call.Holds, caller, handle, memory));
    }

    /// <summary>If <paramref name="when"/> holds, a handle in use becomes free: the state afterwards.</summary>
    private static SystemState FreeHandle(
        SystemState state, TBool when, TWord domain, TWord handle, IGuestMemory<TBool, TWord> memory)
    {
        TBool pins = IsMapped(state, domain, handle);
        SystemState unpinned = Unpin(state, when & pins, domain, handle, memory);
        SystemState next = SystemState.If(pins, unpinned, state)
            .With(Leaves.Leaf, domain, state[Mappings.Gfn, domain, handle], 0)
            .With(Domains.FlushOwed, domain, 1)
            .With(Mappings.Used, domain, handle, HandleUse.Free)
            .With(Mappings.Writable, domain, handle, 0)
            .With(Mappings.Granter, domain, handle, 0)
            .With(Mappings.Reference, domain, handle, 0)
            .With(Mappings.Gfn, domain, handle, 0);
        return SetBit(next, Mappings.FreeBits, Mappings.FreeWords, domain, handle);
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
