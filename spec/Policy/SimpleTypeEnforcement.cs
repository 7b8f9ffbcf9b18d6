namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// Labels a and b may share iff some Simple Type Enforcement type is in both: STE(a) ∩ STE(b) ≠ ∅. Both are
    /// labels of the policy in force; an unknown label shares with none.
    /// </summary>
    public static TBool LabelsMayShare(SystemState state, TWord a, TWord b) =>
        IsLabel(state, a) & IsLabel(state, b)
        & !(TypeSet.Row(state, Labels.SteTypes, a) & TypeSet.Row(state, Labels.SteTypes, b)).IsEmpty;

    /// <summary>
    /// Domains d and e may share, by a channel or by memory, iff they are the same one or their labels may share.
    /// </summary>
    public static TBool MayShare(SystemState state, TWord d, TWord e) =>
        d == e | LabelsMayShare(state, state[Domains.Ssidref, d], state[Domains.Ssidref, e]);

    /// <summary>
    /// A label may access a resource iff the resource's one type is among the label's Simple Type Enforcement types.
    /// Resource labels are numbered on from the VM labels.
    /// </summary>
    public static TBool MayAccess(SystemState state, TWord label, TWord resource) =>
        IsLabel(state, label) & IsResource(state, resource)
        & !(TypeSet.Row(state, Labels.SteTypes, label) & TypeSet.Row(state, Labels.SteTypes, resource)).IsEmpty;

    /// <summary>Whether the policy in force has a VM label of this number.</summary>
    public static TBool IsLabel(SystemState state, TWord label) => label < state[Policy.LabelCount];

    private static TBool IsResource(SystemState state, TWord resource) =>
        resource >= state[Policy.LabelCount]
        & resource < state[Policy.LabelCount] + state[Policy.ResourceCount];
}
