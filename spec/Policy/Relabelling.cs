namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// Relabelling a domain is a policy change for that domain alone: the policy stays, every other domain keeps its
    /// label. Its violations and both modes are a policy change's; that the bootstrap label is refused for other
    /// domains than 0 is one of them.
    /// </summary>
    public static Change Relabelling(SystemState state, TWord domain, TWord label) => new(
        PolicyTables.InForce(state),
        _ => TBool.False,
        old => old,
        d => If(d == domain, label, LabelOf(state, d)));

    /// <summary>Whether relabelling is refused: of domain 0 always, else as a policy change is.</summary>
    public TBool IsRelabellingRefused(SystemState state, TWord domain, TWord label, ChangeMode mode) =>
        domain == 0 | !Exists(state, domain) | IsRefused(state, Relabelling(state, domain, label), mode);
}
