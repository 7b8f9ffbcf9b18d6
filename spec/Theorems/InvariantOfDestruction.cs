using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> DestructionParts =>
    [
        ForAll("Only of a dying domain anything is destroyed, and its vCPU has stopped", Domain, (s, d) =>
            s[Domains.DestroyCursor, d] <= Number(LastStep)
            & (IsDying(s, d) | s[Domains.DestroyCursor, d] == 0)
            & Implies(
                IsDying(s, d),
                s[Vcpus.Run, d] == VcpuRun.Stopped
                & s[Vcpus.InfoFrame, d] == s[Domains.SharedInfoFrame, d]
                & s[Vcpus.RunstateUsed, d] == 0)),

        ForAll("A port that the destruction of its domain has passed is free", Domain, Port, (s, d, p) =>
            Implies(HasPassed(s, d, p), s[Ports.State, d, p] == PortState.Free)),

        ForAll("A handle that the destruction of its domain has passed is free", Domain, Handle, (s, d, h) =>
            Implies(HasPassed(s, d, h + FirstHandleStep), s[Mappings.Used, d, h] == HandleUse.Free)),

        ForAll("A grant that the destruction of its domain has passed is not in use", Domain, GrantReference,
            (s, d, r) => Implies(
                HasPassed(s, d, ((r + 1) << HandleBits) + (FirstGrantStep - 1)), !IsPinned(s, d, r))),

        ForAll("A leaf that the destruction of its domain has passed is empty", Domain, GuestFrame, (s, d, g) =>
            Implies(HasPassed(s, d, g + FirstLeafStep), s[Leaves.Leaf, d, g] == 0)),
    ];
}
