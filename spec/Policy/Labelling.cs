namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>The label in force of a domain.</summary>
    public static TWord LabelOf(SystemState state, TWord domain) => LabelOf(state, state[Labellings.Current], domain);

    /// <summary>The label of a domain in a labelling.</summary>
    private static TWord LabelOf(SystemState state, TWord labelling, TWord domain) =>
        state[Labellings.Ssidref, labelling, domain];

    /// <summary>Whether a labelling means anything: it is the one in force.</summary>
    private static TBool IsLabelling(SystemState state, TWord labelling) => labelling == state[Labellings.Current];

    /// <summary>Whether a domain has a label in a labelling: from its creation to the end of its destruction.</summary>
    private static TBool IsLabelled(SystemState state, TWord labelling, TWord domain) =>
        IsInUse(state, domain) & IsLabelling(state, labelling);
}
