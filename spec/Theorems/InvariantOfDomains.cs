using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> DomainParts =>
    [
        ForAll("A domain's status and flags are known ones", Domain, (s, d) =>
            s[Domains.Status, d] <= Number(DomainStatus.Dying)
            & s[Domains.Privileged, d] <= Number(1)
            & s[Domains.FlushOwed, d] <= Number(1)),

        ForAll("Only domain 0 is privileged", Domain, (s, d) => Implies(s[Domains.Privileged, d] == 1, d == 0)),

        ForAll("A domain's label is one of the policy's, and only domain 0 carries the bootstrap label", Slot, Domain,
            (s, l, d) =>
            {
                PolicyTables policy = PolicyTables.OfLabelling(s, l);
                TWord label = LabelOf(s, l, d);
                return Implies(
                    IsLabelled(s, l, d) & MayBecomeForce(s, l),
                    policy.MayBeCarried(label) & Implies(label == policy.BootstrapLabel, d == 0));
            }),

        ForAll("A domain owns its shared_info and its grant table", Domain, (s, d) =>
            Implies(
                IsInUse(s, d),
                OwnsAs(s, d, s[Domains.SharedInfoFrame, d], FrameState.SharedInfo)
                & OwnsAs(s, d, s[Domains.GrantFrame, d], FrameState.GrantTable))),

        Always("The next domain id is in range", s => s[Domains.Next] < (ulong)Sizes.Domains),
    ];

    /// <summary>Whether the id is taken: the domain exists or is being destroyed.</summary>
    private static TBool IsInUse(SystemState state, TWord domain) => state[Domains.Status, domain] != DomainStatus.Free;

    private TBool IsDomain(TWord id) => id < (ulong)Sizes.Domains;

    private TBool OwnsAs(SystemState state, TWord domain, TWord frame, ulong use) =>
        frame < (ulong)Sizes.Frames & state[Frames.State, frame] == use & state[Frames.Owner, frame] == domain;
}
