namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// XEN_DOMCTL_createdomain: a domain with a label, allowed to own so many frames of RAM, which are set aside for it;
    /// the result is its id, the first free one from the next on. It starts with two cleared frames; only domain 0 can be
    /// privileged.
    /// </summary>
    public Outcome CreateDomain(
        SystemState state,
        TWord ssidref,
        TWord maximumFrames,
        TWord privileged)
    {
        var call = new Attempt(state);
        TWord id = FreeDomain(state);
        call.Require(MayStartAs(state, id, ssidref), Errno.Access);
        call.Require(IsDomain(id), Errno.NoMemory);
        TWord claim = maximumFrames + 2;
        call.Require(claim <= state[FreeFrames.Unclaimed], Errno.NoMemory);

        TWord sharedInfo = TopFrame(state);
        SystemState next = TakeFrame(state, id, FrameState.SharedInfo, Number(FrameState.NoGfn));
        TWord grantTable = TopFrame(next);
        next = TakeFrame(next, id, FrameState.GrantTable, Number(FrameState.NoGfn));
        next = GiveLabel(next, id, ssidref)
            .With(FreeFrames.Unclaimed, state[FreeFrames.Unclaimed] - claim)
            .With(Domains.Status, id, DomainStatus.Alive)
            .With(Domains.Privileged, id, If(id == 0 & privileged != 0, Number(1), Number(0)))
            .With(Domains.SharedInfoFrame, id, sharedInfo)
            .With(Domains.GrantFrame, id, grantTable)
            .With(Domains.OwnedFrames, id, 0)
            .With(Domains.MaximumFrames, id, maximumFrames)
            .With(Domains.FlushOwed, id, 1)
            .With(Domains.Next, (id + 1) & (ulong)(Sizes.Domains - 1))
            .With(Vcpus.Run, id, VcpuRun.Runnable)
            .With(Vcpus.UpcallVector, id, 0)
            .With(Vcpus.Paused, id, 1)
            .With(Vcpus.ShutdownReason, id, 0)
            .With(Vcpus.PollPort, id, 0)
            .With(Vcpus.Deadline, id, 0)
            .With(Vcpus.InfoFrame, id, sharedInfo)
            .With(Vcpus.InfoOffset, id, 0)
            .With(Vcpus.RunstateFrame, id, 0)
            .With(Vcpus.RunstateNext, id, 0)
            .With(Vcpus.RunstateOffset, id, 0)
            .With(Vcpus.RunstateUsed, id, 0)
            .With(Vcpus.RunstateMarked, id, 0)
            .With(Vcpus.Timer, id, 0)
            .With(Vcpus.Watchdog1, id, 0)
            .With(Vcpus.Watchdog2, id, 0)
            .With(Ports.State, id, Number(0), PortState.Reserved);
        next = AllFree(next, Ports.FreeBits, Ports.FreeWords, id, Sizes.Ports);
        next = ClearBit(next, Ports.FreeBits, Ports.FreeWords, id, Number(0));
        next = AllFree(next, Mappings.FreeBits, Mappings.FreeWords, id, Sizes.MaptrackHandles);
        return call.Succeed(id, next);
    }

    /// <summary>The first free domain id, counting up from the next one and around; if none, an id out of range.</summary>
    private TWord FreeDomain(SystemState state)
    {
        TWord found = Number(Sizes.Domains);
        for (int i = Sizes.Domains - 1; i >= 0; i--)
        {
            TWord id = (state[Domains.Next] + (ulong)i) & (ulong)(Sizes.Domains - 1);
            found = If(state[Domains.Status, id] == DomainStatus.Free, id, found);
        }

        return found;
    }

    private SystemState AllFree(SystemState state, Field bits, Field words, TWord domain, int entries)
    {
        int count = Sizes.Of(bits.Dimensions[1]);
        for (int w = 0; w < count; w++)
            state = state.With(bits, domain, Number(w), BitsInUse(entries));
        return state.With(words, domain, BitsInUse(count));
    }
}
