namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// Labels a and b may share iff some Simple Type Enforcement type is in both: STE(a) ∩ STE(b) ≠ ∅. Both are
    /// labels of the policy; an unknown label shares with none.
    /// </summary>
    public static TBool LabelsMayShare(PolicyTables policy, TWord a, TWord b) =>
        policy.IsLabel(a) & policy.IsLabel(b) & !(policy.SteTypes(a) & policy.SteTypes(b)).IsEmpty;

    /// <summary>Whether labels a and b may share under the policy in force.</summary>
    public static TBool LabelsMayShare(SystemState state, TWord a, TWord b) =>
        LabelsMayShare(PolicyTables.InForce(state), a, b);

    /// <summary>
    /// Domains d and e may share, by a channel or by memory, iff they are the same one or their labels may share.
    /// </summary>
    public static TBool MayShareInForce(SystemState state, TWord d, TWord e) =>
        d == e | LabelsMayShare(state, LabelOf(state, d), LabelOf(state, e));

    /// <summary>Whether domains d and e may share once the change that is under way is committed.</summary>
    public static TBool MayShareStaged(SystemState state, TWord d, TWord e)
    {
        TWord staged = StagedLabelling(state);
        return d == e
            | LabelsMayShare(StagedPolicy(state), LabelOf(state, staged, d), LabelOf(state, staged, e));
    }

    /// <summary>
    /// Whether domains d and e may begin to share now: by what is in force and, while a change looks at the sharing
    /// that there is, by what is staged too.
    /// </summary>
    public static TBool MayShare(SystemState state, TWord d, TWord e) =>
        MayShareInForce(state, d, e) & (!IsScanning(state) | MayShareStaged(state, d, e));

    /// <summary>
    /// A label may access a resource iff the resource's one type is among the label's Simple Type Enforcement types.
    /// </summary>
    public static TBool MayAccess(PolicyTables policy, TWord label, TWord resource) =>
        policy.IsLabel(label) & policy.IsResource(resource)
        & !(policy.SteTypes(label) & policy.SteTypes(resource)).IsEmpty;

    /// <summary>Whether a label may access a resource under the policy in force.</summary>
    public static TBool MayAccess(SystemState state, TWord label, TWord resource) =>
        MayAccess(PolicyTables.InForce(state), label, resource);

    /// <summary>Whether the policy in force has a VM label of this number.</summary>
    public static TBool IsLabel(SystemState state, TWord label) => PolicyTables.InForce(state).IsLabel(label);

    private static TBool IsResource(SystemState state, TWord resource) =>
        PolicyTables.InForce(state).IsResource(resource);
}
