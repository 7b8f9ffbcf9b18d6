using Verified.Spec;

namespace Verified.Explorer.Configurations;

/// <summary>A VM label: what domains carry it may share and may run beside.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Types">Its Simple Type Enforcement types.</param>
/// <param name="WallTypes">Its Chinese Wall types.</param>
public sealed record ExploredLabel(string Name, IReadOnlyList<string> Types, IReadOnlyList<string> WallTypes);

/// <summary>A policy. Its labels have the ssidrefs 1, 2, ... in their order; 0 is <c>__UNLABELED__</c>, undefined.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bootstrap">The label of domain 0.</param>
/// <param name="Labels">The labels.</param>
/// <param name="ConflictSets">Sets of Chinese Wall types of which at most one may run.</param>
public sealed record ExploredPolicy(
    string Name,
    string Bootstrap,
    IReadOnlyList<ExploredLabel> Labels,
    IReadOnlyList<IReadOnlyList<string>> ConflictSets);

/// <summary>A small system whose reachable states are explored.</summary>
public sealed record Configuration
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The policy in force at the start, and possibly a second one to which the system may change.</summary>
    public required IReadOnlyList<ExploredPolicy> Policies { get; init; }

    /// <summary>The labels of the domains at the start: domain 0's, which is privileged, first.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Frames of RAM, given out and free ones together; each domain starts with one.</summary>
    public required int Frames { get; init; }

    /// <summary>Frames of RAM that a domain may own; they are set aside for it.</summary>
    public int FramesADomain { get; init; } = 2;

    /// <summary>The operations that are tried, by the specification's names.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>
    /// States in which more than this many things are in use at once are not gone on from; null for no such bound.
    /// Things are: ports, grant entries, mappings, frames of RAM elsewhere than at the start, waiting vCPUs, timers,
    /// registered areas, a domain that is being destroyed, a change that is under way.
    /// </summary>
    public int? AtOnce { get; init; }

    /// <summary>
    /// Whether the hypervisor's own sequences (destroying a domain, changing the policy) are one step each; otherwise
    /// guests may call between any two steps of them.
    /// </summary>
    public bool WholeSequences { get; init; }

    /// <summary>Whether a change of the policy may revoke what it no longer permits; otherwise it is refused.</summary>
    public bool Revokes { get; init; } = true;

    /// <summary>
    /// Whether events that are pending are part of a state. Otherwise guests take their events at once, so that sending
    /// one is tried, and compared with the specification, but leads to no new state.
    /// </summary>
    public bool KeepsEvents { get; init; }

    /// <summary>
    /// Whether the decisions that are remembered are part of a state. Otherwise states that differ in nothing else are
    /// taken for the same, and each step that asks for a decision is made with all and with none remembered.
    /// </summary>
    public bool KeepsDecisions { get; init; }

    /// <summary>
    /// Whether states that differ only in which guest has which id, and which grant stands at which reference, are taken
    /// for the same.
    /// </summary>
    public bool HasSymmetry { get; init; } = true;

    /// <summary>
    /// Whether they can be: a change that guests can call in the middle of has come to a domain by its number.
    /// </summary>
    internal bool MergesDomains => HasSymmetry && WholeSequences;

    /// <summary>Whether arguments are tried that mean nothing, beside those that mean something.</summary>
    public bool Hostile { get; init; } = true;

    /// <summary>How many kinds of violation to find, a shortest trace for each, before the search ends.</summary>
    public int Violations { get; init; } = 1;

    /// <summary>The first thing that is wrong with it, or null.</summary>
    public string? Objection() =>
        Policies.Count is 0 or > 2 ? "there are one or two policies"
        : Domains.Count == 0 || Domains.Count > Sizes.Tiny.Domains ? $"there are 1 to {Sizes.Tiny.Domains} domains"
        : Frames < Domains.Count ? "each domain starts with a frame of RAM: there are at least as many frames"
        : Frames + 2 * Domains.Count + FirstFrame > Sizes.Tiny.Frames
            ? $"there are at most {Sizes.Tiny.Frames - FirstFrame - 2 * Domains.Count} frames beside the domains' own"
        : Frames < Domains.Count * FramesADomain
            ? $"what the domains may own, {FramesADomain} frames each, is set aside: there are at least "
                + $"{Domains.Count * FramesADomain} frames"
        : Policies.Select(ObjectionTo).FirstOrDefault(o => o is not null)
            ?? Domains.Where(d => Policies.Any(p => p.Labels.All(l => l.Name != d)))
                .Select(d => $"a domain's label '{d}' is in each policy").FirstOrDefault()
            ?? (Domains[0] != Policies[0].Bootstrap ? "domain 0 carries the bootstrap label" : null)
            ?? Operations.Where(o => !KnownOperations.Contains(o))
                .Select(o => $"there is no operation '{o}'").FirstOrDefault();

    /// <summary>Frames below this are the hypervisor's.</summary>
    internal const int FirstFrame = 4;

    /// <summary>Every operation of the specification.</summary>
    public static IReadOnlySet<string> KnownOperations { get; } = new HashSet<string>(
        new Specification<Logic.Bit, Logic.Word, Logic.Table>(Sizes.Tiny).Operations.Select(o => o.Name));

    /// <summary>The ssidref of a label of the first policy.</summary>
    internal ulong Ssidref(string label) =>
        (ulong)Policies[0].Labels.TakeWhile(l => l.Name != label).Count() + 1;

    private string? ObjectionTo(ExploredPolicy policy)
    {
        if (!policy.Labels.Select(l => l.Name).SequenceEqual(Policies[0].Labels.Select(l => l.Name)))
            return "both policies have the same labels in the same order";
        if (policy.Labels.Count == 0 || policy.Labels.Count >= Sizes.Tiny.Labels)
            return $"a policy has 1 to {Sizes.Tiny.Labels - 1} labels";
        if (policy.Labels.All(l => l.Name != policy.Bootstrap))
            return $"the bootstrap label '{policy.Bootstrap}' is one of the policy's labels";
        if (policy.Labels.SelectMany(l => l.Types).Distinct().Count() > Sizes.Tiny.Types
            || WallTypes(policy).Count > Sizes.Tiny.Types)
            return $"a policy has at most {Sizes.Tiny.Types} types of either kind";
        return policy.ConflictSets.Count > Sizes.Tiny.ConflictSets
            ? $"a policy has at most {Sizes.Tiny.ConflictSets} conflict sets"
            : null;
    }

    /// <summary>The Chinese Wall types of a policy, in the order in which they are named.</summary>
    internal static IReadOnlyList<string> WallTypes(ExploredPolicy policy) =>
        [.. policy.Labels.SelectMany(l => l.WallTypes).Concat(policy.ConflictSets.SelectMany(c => c)).Distinct()];
}
