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
            & (s[Vcpus.Run, d] == VcpuRun.Polling | (s[Vcpus.PollPort, d] | s[Vcpus.Deadline, d]) == 0)),
    ];

    private IReadOnlyList<Part> PolicyParts =>
    [
        Always("The policy's counts are within its tables", s =>
            s[Policy.LabelCount] + s[Policy.ResourceCount] <= Number(Sizes.Labels)
            & s[Policy.LabelCount] <= Number(Sizes.Labels)
            & s[Policy.ConflictCount] <= Number(Sizes.ConflictSets)),

        ForAll("A Chinese Wall type runs iff some domain is counted for it", Dimension.Type, (s, t) =>
            TBool.Same(RunningTypes(s).Contains(t), s[Policy.Running, t] != 0)),

        ForAll("Of every conflict set at most one type runs", ConflictSet, (s, c) =>
            (TypeSet.Row(s, Conflicts.Types, c) & RunningTypes(s)).HasAtMostOne),
    ];
}
