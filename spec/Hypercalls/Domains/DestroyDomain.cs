using System.Numerics;

namespace Verified.Spec;

/// <summary>
/// The destruction of a domain: it is marked as dying and never runs again; then steps take away, one entry each and
/// in this order, its ports, the grants it has mapped, the mappings that others have of its grants, its leaves with the
/// RAM behind them; the last step gives back the rest, the id included. How far it has come is one number.
/// </summary>
public sealed partial class Specification<TBool, TWord, TTable>
{
    private ulong FirstHandleStep => (ulong)Sizes.Ports;

    private ulong FirstGrantStep => FirstHandleStep + (ulong)Sizes.MaptrackHandles;

    // For every grant reference, every handle of its grantee is looked at.
    private ulong FirstLeafStep => FirstGrantStep + (ulong)Sizes.GrantReferences * (ulong)Sizes.MaptrackHandles;

    private ulong LastStep => FirstLeafStep + (ulong)Sizes.GuestFrames;

    private int HandleBits => BitOperations.Log2((uint)Sizes.MaptrackHandles);

    /// <summary>
    /// XEN_DOMCTL_destroydomain, its begin: the domain is dying, and has no timer and no memory registered any more. Of
    /// a domain that is dying already it changes nothing.
    /// </summary>
    public Outcome DestroyDomain(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(IsPrivileged(state, caller), Errno.Perm);
        call.Require(IsDomain(domain) & IsInUse(state, domain), Errno.Search);
        call.Require(domain != caller, Errno.Invalid);

        SystemState next = WithoutPin(state, state[Vcpus.InfoFrame, domain], FramePin.VcpuInfo);
        SystemState unregistered = WithoutPin(next, state[Vcpus.RunstateFrame, domain], FramePin.Runstate);
        unregistered = WithoutPin(unregistered, state[Vcpus.RunstateNext, domain], FramePin.Runstate);
        next = SystemState.If(state[Vcpus.RunstateUsed, domain] == 1, unregistered, next)
            .With(Domains.Status, domain, DomainStatus.Dying)
            .With(Vcpus.Run, domain, VcpuRun.Stopped)
            .With(Vcpus.PollPort, domain, 0)
            .With(Vcpus.Deadline, domain, 0)
            .With(Vcpus.InfoFrame, domain, state[Domains.SharedInfoFrame, domain])
            .With(Vcpus.InfoOffset, domain, 0)
            .With(Vcpus.RunstateFrame, domain, 0)
            .With(Vcpus.RunstateNext, domain, 0)
            .With(Vcpus.RunstateOffset, domain, 0)
            .With(Vcpus.RunstateUsed, domain, 0)
            .With(Vcpus.Timer, domain, 0)
            .With(Vcpus.Watchdog1, domain, 0)
            .With(Vcpus.Watchdog2, domain, 0);
        return call.Succeed(Number(0), SystemState.If(IsDying(state, domain), state, next));
    }

    /// <summary>A step of a domain's destruction: its next port is closed, unless it is free.</summary>
    public Outcome DestroyPort(SystemState state, TWord domain, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = AtStep(state, domain, 0, FirstHandleStep);
        TWord port = state[Domains.DestroyCursor, domain];
        TBool isUsed = state[Ports.State, domain, port] != PortState.Free;
        SystemState closed = ClosePort(state, call.Holds & isUsed, domain, port, memory);
        return call.Succeed(
            Number(0), SystemState.If(isUsed, closed, state).With(Domains.DestroyCursor, domain, port + 1));
    }

    /// <summary>A step of a domain's destruction: its next handle becomes free, and what it maps is unmapped.</summary>
    public Outcome DestroyMapping(SystemState state, TWord domain, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = AtStep(state, domain, FirstHandleStep, FirstGrantStep);
        TWord at = state[Domains.DestroyCursor, domain];
        TWord handle = at - FirstHandleStep;
        TBool isUsed = state[Mappings.Used, domain, handle] != HandleUse.Free;
        SystemState freed = FreeHandle(state, call.Holds & isUsed, domain, handle, memory);
        return call.Succeed(
            Number(0), SystemState.If(isUsed, freed, state).With(Domains.DestroyCursor, domain, at + 1));
    }

    /// <summary>
    /// A step of a domain's destruction: while the next grant of it is in use, the next handle of its grantee is looked
    /// at, and its mapping taken away if it is of that grant. A grant that nobody uses is passed.
    /// </summary>
    public Outcome DestroyGrant(SystemState state, TWord domain, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = AtStep(state, domain, FirstGrantStep, FirstLeafStep);
        TWord place = state[Domains.DestroyCursor, domain] - FirstGrantStep;
        TWord reference = place >> HandleBits;
        TWord handle = place & (ulong)(Sizes.MaptrackHandles - 1);
        TWord grantee = state[ActiveGrants.Grantee, domain, reference];
        TBool isMapped = IsPinned(state, domain, reference)
            & IsMapped(state, grantee, handle)
            & state[Mappings.Granter, grantee, handle] == domain
            & state[Mappings.Reference, grantee, handle] == reference;
        SystemState taken = WithoutMapping(state, call.Holds & isMapped, grantee, handle, memory);
        SystemState next = SystemState.If(isMapped, taken, state);

        // A grant is passed when it is seen unused, never before.
        TWord first = (reference << HandleBits) + FirstGrantStep;
        TWord following = If(handle == (ulong)(Sizes.MaptrackHandles - 1), first, first + handle + 1);
        TBool isUsed = IsPinned(next, domain, reference);
        TWord after = If(isUsed, following, ((reference + 1) << HandleBits) + FirstGrantStep);
        SystemState passed = next
            .With(ActiveGrants.Frame, domain, reference, 0)
            .With(ActiveGrants.Grantee, domain, reference, 0);
        return call.Succeed(
            Number(0), SystemState.If(isUsed, next, passed).With(Domains.DestroyCursor, domain, after));
    }

    /// <summary>
    /// A step of a domain's destruction: its next leaf becomes empty, and RAM behind it goes back to the pool, cleared.
    /// While somebody else still sees that RAM the step fails: domain 0 has to take its foreign leaf out first.
    /// </summary>
    public Outcome DestroyLeaf(SystemState state, TWord domain, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = AtStep(state, domain, FirstLeafStep, LastStep);
        TWord at = state[Domains.DestroyCursor, domain];
        TWord gfn = at - FirstLeafStep;
        TWord leaf = state[Leaves.Leaf, domain, gfn];
        TWord kind = KindOf(leaf);
        TWord frame = FrameOf(leaf);
        TBool isRam = kind == LeafKind.Ram;
        TBool isSpecial = kind == LeafKind.SharedInfo | kind == LeafKind.GrantTable;
        call.Require(kind == LeafKind.Empty | isRam | isSpecial, Errno.Busy);
        call.Require(!isRam | (!IsHeld(state, frame) & state[FreeFrames.Count] < (ulong)Sizes.Frames), Errno.Busy);

        memory.Zero(call.Holds & isRam, frame);
        SystemState returned = GiveUpFrame(ReturnFrame(state, frame), domain);
        SystemState next = SystemState.If(isRam, returned, state.With(Frames.Index, frame, FrameState.NoGfn))
            .With(Leaves.Leaf, domain, gfn, 0)
            .With(Domains.FlushOwed, domain, 1);
        return call.Succeed(
            Number(0),
            SystemState.If(kind == LeafKind.Empty, state, next).With(Domains.DestroyCursor, domain, at + 1));
    }

    /// <summary>
    /// The last step of a domain's destruction: its shared_info and its grant table go back to the pool, cleared,
    /// nothing is set aside for it any more, its Chinese Wall types run no more on its account, no decision about it is
    /// remembered, and its id is free.
    /// </summary>
    public Outcome DestroyEnd(SystemState state, TWord domain, IGuestMemory<TBool, TWord> memory)
    {
        Attempt call = AtStep(state, domain, LastStep, LastStep + 1);
        call.Require(state[Domains.OwnedFrames, domain] == 0, Errno.Busy);
        call.Require(state[FreeFrames.Count] <= Number(Sizes.Frames - 2), Errno.Busy);

        TWord sharedInfo = state[Domains.SharedInfoFrame, domain];
        TWord grantTable = state[Domains.GrantFrame, domain];
        memory.Zero(call.Holds, sharedInfo);
        memory.Zero(call.Holds, grantTable);
        TWord claimed = state[Domains.MaximumFrames, domain] + 2;
        SystemState next = TakeLabel(ReturnFrame(ReturnFrame(state, sharedInfo), grantTable), domain)
            .With(FreeFrames.Unclaimed, state[FreeFrames.Unclaimed] + claimed);
        next = ForgetDecisions(next, domain);
        foreach (Field field in OfDomain) next = next.With(field, domain, 0);
        for (int w = 0; w < Sizes.Of(Dimension.PortWord); w++) next = next.With(Ports.FreeBits, domain, Number(w), 0);
        for (int w = 0; w < Sizes.Of(Dimension.HandleWord); w++)
            next = next.With(Mappings.FreeBits, domain, Number(w), 0);
        for (int p = 0; p < Sizes.Of(Dimension.Parameter); p++)
            next = next.With(Parameters.Value, domain, Number(p), 0);
        return call.Succeed(Number(0), next);
    }

    /// <summary>Whether a domain is being destroyed.</summary>
    private static TBool IsDying(SystemState state, TWord domain) =>
        state[Domains.Status, domain] == DomainStatus.Dying;

    /// <summary>Whether the destruction of a domain is beyond a step.</summary>
    private static TBool HasPassed(SystemState state, TWord domain, TWord step) =>
        IsDying(state, domain) & state[Domains.DestroyCursor, domain] > step;

    private static IReadOnlyList<Field> OfDomain =>
    [
        Domains.Status, Domains.Privileged, Domains.SharedInfoFrame, Domains.GrantFrame, Domains.OwnedFrames,
        Domains.MaximumFrames, Domains.FlushOwed, Domains.DestroyCursor, Ports.FreeWords, Mappings.FreeWords,
        Vcpus.Run, Vcpus.UpcallVector, Vcpus.Paused, Vcpus.ShutdownReason, Vcpus.PollPort, Vcpus.Deadline,
        Vcpus.InfoFrame, Vcpus.InfoOffset, Vcpus.RunstateFrame, Vcpus.RunstateNext, Vcpus.RunstateOffset,
        Vcpus.RunstateUsed, Vcpus.RunstateMarked, Vcpus.Timer, Vcpus.Watchdog1, Vcpus.Watchdog2,
    ];

    /// <summary>A step from one place of the destruction on, before another.</summary>
    private Attempt AtStep(SystemState state, TWord domain, ulong first, ulong end)
    {
        var call = new Attempt(state);
        TWord at = state[Domains.DestroyCursor, domain];
        call.Require(
            IsDomain(domain) & IsDying(state, domain) & at >= Number(first) & at < end, Errno.Invalid);
        return call;
    }

    private static SystemState WithoutPin(SystemState state, TWord frame, ulong pin) =>
        state.With(Frames.Pinned, frame, state[Frames.Pinned, frame] & ~Number(pin));
}
