using static Verified.Spec.Dimension;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    private IReadOnlyList<Part> ChangeParts =>
    [
        Always("A change is in a known phase, and its place is within the tables", s =>
            s[Changing.Phase] <= Number(ChangePhase.Scanning)
            & s[Changing.Mode] <= Number(1)
            & s[Changing.Domain] <= Number(Sizes.Domains)
            & Implies(s[Changing.Phase] == ChangePhase.Labelling, IsDomain(s[Changing.Domain]))
            & s[Changing.Entry] < (ulong)(Sizes.Ports + Sizes.MaptrackHandles)),

        ForAll("A channel that a change was content with joins domains that may share after it", Domain, Port,
            (s, d, p) => Implies(
                s[Ports.State, d, p] == PortState.Interdomain & IsPassed(s, d, p),
                MayShareStaged(s, d, s[Ports.RemoteDomain, d, p]))),

        ForAll("A mapping that a change was content with joins domains that may share after it", Domain, Handle,
            (s, d, h) => Implies(
                IsMapped(s, d, h) & IsPassed(s, d, h + (ulong)Sizes.Ports),
                MayShareStaged(s, d, s[Mappings.Granter, d, h]))),
    ];

    /// <summary>A labelling whose labels count: the one in force, and the staged one unless it will be refused.</summary>
    private static TBool MayBecomeForce(SystemState state, TWord labelling) =>
        labelling == state[Labellings.Current] | state[Changing.Refused] == 0;

    /// <summary>Whether a change has looked at an entry of a domain and found nothing against it so far.</summary>
    private static TBool IsPassed(SystemState state, TWord domain, TWord entry) =>
        IsScanning(state)
        & state[Changing.Refused] == 0
        & (domain < state[Changing.Domain] | (domain == state[Changing.Domain] & entry < state[Changing.Entry]));
}
