namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The label in force of a domain.</summary>
    public static TWord LabelOf(SystemState state, TWord domain) => LabelOf(state, state[Labellings.Current], domain);

    /// <summary>The label of a domain in a labelling.</summary>
    private static TWord LabelOf(SystemState state, TWord labelling, TWord domain) =>
        state[Labellings.Ssidref, labelling, domain];

    /// <summary>The labelling that a change builds.</summary>
    private static TWord StagedLabelling(SystemState state) => Other(state[Labellings.Current]);

    /// <summary>The policy that domains are labelled with when a change is committed.</summary>
    private static PolicyTables StagedPolicy(SystemState state) =>
        PolicyTables.OfLabelling(state, StagedLabelling(state));

    /// <summary>The slot that a policy may be loaded into: not the one in force.</summary>
    private static TWord UnusedPolicy(SystemState state) =>
        Other(state[Labellings.Policy, state[Labellings.Current]]);

    /// <summary>Whether a labelling means anything: it is in force, or a change builds it.</summary>
    private static TBool IsLabelling(SystemState state, TWord labelling) =>
        labelling == state[Labellings.Current] | IsChanging(state);

    /// <summary>
    /// Whether a domain has a label in a labelling. In the one in force: from its creation to the end of its
    /// destruction; in the one that a change builds: once the change has come to it.
    /// </summary>
    private static TBool IsLabelled(SystemState state, TWord labelling, TWord domain) =>
        IsInUse(state, domain)
        & (labelling == state[Labellings.Current] | (IsChanging(state) & IsRelabelled(state, domain)));

    /// <summary>While a change is under way: whether it has given the domain its new label.</summary>
    private static TBool IsRelabelled(SystemState state, TWord domain) =>
        IsScanning(state) | domain < state[Changing.Domain];

    /// <summary>
    /// Whether a domain with this id may start with a label: by the Chinese Wall and, while a change is under way, with
    /// the label's successor by the other policy's Chinese Wall too.
    /// </summary>
    private TBool MayStartAs(SystemState state, TWord id, TWord label)
    {
        TWord successor = state[Changing.Successor, label];
        return MayCarry(PolicyTables.InForce(state), id, label)
            & MayStart(state, label)
            & (!IsChanging(state)
                | (MayCarry(StagedPolicy(state), id, successor)
                    & MayStart(StagedPolicy(state), RunningTypes(state, StagedLabelling(state)), successor)));
    }

    /// <summary>Whether a domain may carry a label at all: the policy has it, and the bootstrap label is domain 0's.</summary>
    private static TBool MayCarry(PolicyTables policy, TWord domain, TWord label) =>
        policy.MayBeCarried(label) & (label != policy.BootstrapLabel | domain == 0);

    /// <summary>The state in which a new domain carries a label and, during a change, its successor.</summary>
    private SystemState GiveLabel(SystemState state, TWord id, TWord label)
    {
        TWord current = state[Labellings.Current], staged = StagedLabelling(state);
        TWord successor = state[Changing.Successor, label];
        SystemState next = StartTypes(state, current, label).With(Labellings.Ssidref, current, id, label);
        SystemState both = StartTypes(next, staged, successor).With(Labellings.Ssidref, staged, id, successor);
        return SystemState.If(IsChanging(state) & IsRelabelled(state, id), both, next);
    }

    /// <summary>The state in which a domain that is gone carries no label any more.</summary>
    public SystemState TakeLabel(SystemState state, TWord id)
    {
        TWord current = state[Labellings.Current], staged = StagedLabelling(state);
        SystemState next = StopTypes(state, current, LabelOf(state, current, id))
            .With(Labellings.Ssidref, current, id, 0);
        SystemState both = StopTypes(next, staged, LabelOf(state, staged, id)).With(Labellings.Ssidref, staged, id, 0);
        return SystemState.If(IsChanging(state) & IsRelabelled(state, id), both, next);
    }

    private static TBool IsChanging(SystemState state) => state[Changing.Phase] != ChangePhase.None;

    private static TBool IsScanning(SystemState state) => state[Changing.Phase] == ChangePhase.Scanning;

    private static TWord Other(TWord slot) => slot ^ Number(1);
}
