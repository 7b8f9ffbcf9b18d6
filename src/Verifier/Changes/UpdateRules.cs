using Verified.Verifier.Policies;

namespace Verified.Verifier.Changes;

/// <summary>Why an update is refused, and where to mend it.</summary>
/// <param name="Place">Where.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Mend">What to do.</param>
public sealed record Refusal(Place Place, string What, string Mend);

/// <summary>
/// The rules by which ACM's tools accepted an update before they asked the hypervisor: FromPolicy is the running
/// policy's name and version, the version is higher, and every rename names a label of the running policy. The default
/// policy may replace any policy, and any policy may replace it.
/// </summary>
public static class UpdateRules
{
    private const string DefaultName = "DEFAULT";
    private const string Management = "SystemManagement";

    /// <summary>Every reason to refuse the step; none when ACM accepts it.</summary>
    public static IReadOnlyList<Refusal> Refusals(Policy old, Policy @new) =>
    [
        .. IsDefault(old) || IsDefault(@new) ? [] : HeaderRefusals(old, @new),
        .. RenameRefusals("VM label", old.VmLabels.Select(label => label.Name),
            @new.VmLabels.Select(label => (label.From, label.Place))),
        .. RenameRefusals("resource label", old.ResourceLabels.Select(label => label.Name),
            @new.ResourceLabels.Select(label => (label.From, label.Place))),
    ];

    private static IEnumerable<Refusal> HeaderRefusals(Policy old, Policy @new)
    {
        if (old.Version is not { } running)
        {
            yield return new(new(old.File), "the old policy has no version, so nothing can update it",
                "give it a version");
            yield break;
        }

        Place place = new(@new.File);
        string wanted = $"{NameRules.Quote(old.Name)} {running}";
        if (@new.From is not { } from)
            yield return new(place, $"the new policy has no FromPolicy; the running policy is {wanted}", "state it");
        else if (from.Name != old.Name || from.Version != running)
        {
            yield return new(place,
                $"FromPolicy is {NameRules.Quote(from.Name)} {from.Version}; the running policy is {wanted}",
                "state the running one");
        }

        PolicyVersion next = @new.Version ?? default;
        if ((next.Major, next.Minor).CompareTo((running.Major, running.Minor)) <= 0)
            yield return new(place, $"version {next} is not higher than {running}", "raise it");
    }

    private static IEnumerable<Refusal> RenameRefusals(
        string kind, IEnumerable<string> oldNames, IEnumerable<(string? From, Place Place)> labels)
    {
        HashSet<string> known = new(oldNames, StringComparer.Ordinal);
        return labels.Where(label => label.From is { } from && !known.Contains(from)).Select(label => new Refusal(
            label.Place, $"renames {NameRules.Quote(label.From!)}, which is no {kind} of the old policy",
            "correct the name"));
    }

    /// <summary>ACM's default policy: one label that manages, and what is not labelled.</summary>
    private static bool IsDefault(Policy policy)
    {
        string[] names = [Management, NameRules.Unlabeled];
        return policy.Name == DefaultName
            && policy.VmLabels.Select(label => label.Name).SequenceEqual(names)
            && policy.Bootstrap == 0
            && policy.SteTypes.Select(type => type.Name).SequenceEqual(names)
            && policy.VmLabels[0].SteTypes == new TypeSet([0, 1])
            && policy.VmLabels[1].SteTypes == new TypeSet([1])
            && policy.ResourceLabels.Select(label => label.Name).SequenceEqual([NameRules.Unlabeled])
            && policy.WallTypes.Select(type => type.Name).SequenceEqual([Management]);
    }
}
