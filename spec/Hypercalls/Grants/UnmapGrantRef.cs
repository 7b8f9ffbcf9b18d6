namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_unmap_grant_ref: the caller gives up a mapping. Its translations must be flushed; the granter's entry
    /// loses the marks that no mapping justifies any more. Asks no monitor.
    /// </summary>
    public Outcome UnmapGrantRef(
        SystemState state, TWord caller, TWord hostAddress, TWord handle, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        call.Require(
            handle < (ulong)Sizes.MaptrackHandles & IsMapped(state, caller, handle), GrantStatus.BadHandle);
        TWord gfn = state[Mappings.Gfn, caller, handle];
        call.Require(hostAddress == gfn << 12, GrantStatus.GeneralError);

        TWord granter = state[Mappings.Granter, caller, handle];
        TWord reference = state[Mappings.Reference, caller, handle];
        TBool writable = state[Mappings.Writable, caller, handle] == 1;
        TWord one = Number(1), none = Number(0);
        TWord writePins = state[ActiveGrants.WritePins, granter, reference] - If(writable, one, none);
        TWord readPins = state[ActiveGrants.ReadPins, granter, reference] - If(writable, none, one);
        TWord frame = state[ActiveGrants.Frame, granter, reference];

        TBool lastWritable = writable & writePins == 0;
        TBool last = (writePins | readPins) == 0;
        TWord cleared = If(lastWritable, Number(EntryFlags.Writing), none) | If(last, Number(EntryFlags.Reading), none);
        memory.AtomicAnd(
            call.Holds & (lastWritable | last), state[Domains.GrantFrame, granter], reference << 3, ~cleared);

        SystemState next = SetBit(state, Mappings.FreeBits, caller, handle)
            .With(Leaves.Leaf, caller, gfn, 0)
            .With(Domains.FlushOwed, caller, 1)
            .With(ActiveGrants.ReadPins, granter, reference, readPins)
            .With(ActiveGrants.WritePins, granter, reference, writePins)
            .With(Frames.Mappings, frame, state[Frames.Mappings, frame] - 1)
            .With(Frames.Grants, frame, state[Frames.Grants, frame] - If(last, one, none))
            .With(Mappings.Used, caller, handle, 0)
            .With(Mappings.Writable, caller, handle, 0)
            .With(Mappings.Granter, caller, handle, 0)
            .With(Mappings.Reference, caller, handle, 0)
            .With(Mappings.Gfn, caller, handle, 0);
        return call.Succeed(Number(0), next);
    }
}
