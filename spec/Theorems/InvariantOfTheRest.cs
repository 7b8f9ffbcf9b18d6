using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> VcpuParts =>
    [
        ForAll("A vCPU's fields are in range, and only a polling one has a port and a deadline", Domain, (s, d) =>
            s[Vcpus.Run, d] <= Number(VcpuRun.Stopped)
            & s[Vcpus.Paused, d] <= Number(1)
            & (s[Vcpus.UpcallVector, d] == 0 | s[Vcpus.UpcallVector, d] >= Number(0x10))
            & s[Vcpus.PollPort, d] < (ulong)Sizes.Ports
            & (s[Vcpus.Run, d] == VcpuRun.Polling | (s[Vcpus.PollPort, d] | s[Vcpus.Deadline, d]) == 0)
            & s[Vcpus.RunstateUsed, d] <= Number(1)
            & s[Vcpus.RunstateMarked, d] <= Number(1)
            & s[Vcpus.RunstateOffset, d] < PageBytes
            & s[Vcpus.InfoFrame, d] < (ulong)Sizes.Frames
            & (s[Vcpus.InfoOffset, d] & 7) == 0
            & s[Vcpus.InfoOffset, d] <= Number(PageBytes - VcpuInfo.Size)),

        ForAll("A domain's vcpu_info stands in its shared_info, or in RAM of its own that it keeps", Domain, (s, d) =>
        {
            TWord frame = s[Vcpus.InfoFrame, d];
            TWord offset = s[Vcpus.InfoOffset, d];
            return Implies(
                IsInUse(s, d),
                (frame == s[Domains.SharedInfoFrame, d] & offset == 0)
                | (OwnsAs(s, d, frame, FrameState.Ram) & IsKept(s, frame, FramePin.VcpuInfo)
                    & (offset & 7) == 0 & offset <= Number(PageBytes - VcpuInfo.Size)));
        }),

        ForAll("A domain's runstate area stands in RAM of its own that it keeps", Domain, (s, d) =>
            Implies(
                IsInUse(s, d) & s[Vcpus.RunstateUsed, d] == 1,
                OwnsAs(s, d, s[Vcpus.RunstateFrame, d], FrameState.Ram)
                & IsKept(s, s[Vcpus.RunstateFrame, d], FramePin.Runstate)
                & OwnsAs(s, d, s[Vcpus.RunstateNext, d], FrameState.Ram)
                & IsKept(s, s[Vcpus.RunstateNext, d], FramePin.Runstate))),

        ForAll("A frame is kept only for what stands in it", Frame, (s, f) =>
        {
            TWord owner = s[Frames.Owner, f];
            return Implies(
                    s[Frames.Pinned, f] != 0,
                    s[Frames.Pinned, f] <= Number(FramePin.VcpuInfo | FramePin.Runstate)
                    & s[Frames.State, f] == FrameState.Ram)
                & Implies(IsKept(s, f, FramePin.VcpuInfo), s[Vcpus.InfoFrame, owner] == f)
                & Implies(
                    IsKept(s, f, FramePin.Runstate),
                    s[Vcpus.RunstateUsed, owner] == 1
                    & (s[Vcpus.RunstateFrame, owner] == f | s[Vcpus.RunstateNext, owner] == f));
        }),

        ForAll("Of an unused domain id no parameter is left", Domain, Parameter, (s, d, i) =>
            IsInUse(s, d) | s[Parameters.Value, d, i] == 0),
    ];

    private const ulong PageBytes = 4096;

    /// <summary>Whether the owner of a frame registered it for something and so has to keep it.</summary>
    private static TBool IsKept(SystemState state, TWord frame, ulong pin) => (state[Frames.Pinned, frame] & pin) != 0;

    private IReadOnlyList<Part> PolicyParts =>
    [
        ForAll("NoStaleDecision: a decision that is remembered is of domains that exist, and would be given now",
            Dimension.Domain, Dimension.Domain, (s, d, e) => Implies(
                IsRemembered(s, d, e),
                IsInUse(s, d) & IsInUse(s, e) & MayShareInForce(s, d, e))),

        ForAll("A policy's counts are within its tables", Slot, (s, p) =>
            s[Policy.LabelCount, p] + s[Policy.ResourceCount, p] <= Number(Sizes.Labels)
            & s[Policy.LabelCount, p] <= Number(Sizes.Labels)
            & s[Policy.ConflictCount, p] <= Number(Sizes.ConflictSets)),

        Always("The labelling in force is one of the two", s => s[Labellings.Current] < (ulong)Sizes.Slots),

        ForAll("A labelling's policy is one of the two", Slot, (s, l) =>
            s[Labellings.Policy, l] < (ulong)Sizes.Slots),

        ForAll("A Chinese Wall type runs iff some domain is counted for it", Slot, Dimension.Type, (s, l, t) =>
            Implies(
                IsLabelling(s, l),
                TBool.Same(RunningTypes(s, l).Contains(t), s[Labellings.Running, l, t] != 0))),

        ForAll("Of every conflict set of the policy in force at most one type runs", Slot, ConflictSet, (s, p, c) =>
            Implies(
                p == s[Labellings.Policy, s[Labellings.Current]],
                (PolicyTables.In(s, p).ConflictSet(c) & RunningTypes(s)).HasAtMostOne)),

        ForAll("Of every conflict set of the staged policy at most one type would run", Slot, ConflictSet, (s, p, c) =>
            Implies(
                IsChanging(s) & s[Changing.Refused] == 0 & p == s[Labellings.Policy, StagedLabelling(s)],
                (PolicyTables.In(s, p).ConflictSet(c) & RunningTypes(s, StagedLabelling(s))).HasAtMostOne)),
    ];
}
