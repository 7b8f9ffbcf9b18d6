namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XENMEM_populate_physmap, one extent of one frame: as <see cref="PopulateFrame"/>, for the caller or, if it is
    /// privileged, for another domain.
    /// </summary>
    public Outcome PopulatePhysmap(SystemState state, TWord caller, TWord dom, TWord gfn)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        Outcome populated = PopulateFrame(state, domain, gfn);
        return new(If(call.Holds, populated.Result, Number(Errno.Perm)),
            SystemState.If(call.Holds, populated.Next, state));
    }

    /// <summary>
    /// XENMEM_decrease_reservation, one extent of one frame: RAM that nobody else sees, that is not granted and that
    /// the hypervisor does not write to goes back to the pool, cleared.
    /// </summary>
    public Outcome DecreaseReservation(
        SystemState state, TWord caller, TWord dom, TWord gfn, IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        call.Require(HasRam(state, domain, gfn), Errno.Invalid);
        TWord frame = FrameOf(state[Leaves.Leaf, domain, gfn]);
        call.Require(!IsHeld(state, frame), Errno.Busy);
        call.Require(state[FreeFrames.Count] < (ulong)Sizes.Frames, Errno.Busy);

        memory.Zero(call.Holds, frame);
        SystemState next = GiveUpFrame(ReturnFrame(state, frame), domain)
            .With(Leaves.Leaf, domain, gfn, 0)
            .With(Domains.FlushOwed, domain, 1);
        return call.Succeed(Number(0), next);
    }

    /// <summary>XENMEM_increase_reservation: no extent. A frame at no guest frame number would be of use to nobody.</summary>
    public Outcome IncreaseReservation(SystemState state) => new Attempt(state).Succeed(Number(0), state);

    /// <summary>XENMEM_current_reservation: how many frames of RAM a domain owns.</summary>
    public Outcome CurrentReservation(SystemState state, TWord caller, TWord dom) =>
        Reservation(state, caller, dom, Domains.OwnedFrames);

    /// <summary>XENMEM_maximum_reservation: how many frames of RAM a domain may own.</summary>
    public Outcome MaximumReservation(SystemState state, TWord caller, TWord dom) =>
        Reservation(state, caller, dom, Domains.MaximumFrames);

    /// <summary>XENMEM_maximum_gpfn: no guest frame number of a domain in use is higher.</summary>
    public Outcome MaximumGpfn(SystemState state, TWord caller, TWord dom)
    {
        Attempt call = About(state, caller, dom);
        return call.Succeed(Number(Sizes.GuestFrames - 1), state);
    }

    /// <summary>XENMEM_memory_map: outputs the size in bytes of the caller's RAM, which begins at 0.</summary>
    public Outcome MemoryMap(SystemState state, TWord caller)
    {
        TWord most = Number(Sizes.GuestFrames);
        TWord frames = state[Domains.MaximumFrames, caller];
        return new Attempt(state).Succeed(Number(0), state) with { Outputs = [If(frames < most, frames, most) << 12] };
    }

    /// <summary>Whether more than its owner's leaf keeps a frame in its place.</summary>
    private static TBool IsHeld(SystemState state, TWord frame) =>
        (state[Frames.Mappings, frame] | state[Frames.Grants, frame] | state[Frames.Pinned, frame]) != 0;

    /// <summary>The state in which an owned frame went to the top of the stack of free frames.</summary>
    private static SystemState ReturnFrame(SystemState state, TWord frame)
    {
        TWord place = state[FreeFrames.Count];
        return state
            .With(FreeFrames.Frame, place, frame)
            .With(FreeFrames.Count, place + 1)
            .With(Frames.State, frame, FrameState.Free)
            .With(Frames.Owner, frame, 0)
            .With(Frames.Index, frame, place);
    }

    private Outcome Reservation(SystemState state, TWord caller, TWord dom, Field frames)
    {
        Attempt call = About(state, caller, dom);
        return call.Succeed(state[frames, Resolve(dom, caller)], state);
    }

    /// <summary>A question about a domain: the caller's own, or a privileged caller's about another.</summary>
    private Attempt About(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, domain), Errno.Search);
        return call;
    }
}
