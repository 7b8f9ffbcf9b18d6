using System.Collections.Immutable;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Changes;

/// <summary>A label before and after a change of policy.</summary>
/// <param name="Old">Index in the old policy; -1 when the label is new.</param>
/// <param name="New">Index in the new policy; -1 when the label is deleted.</param>
/// <param name="Name">Its name in the new policy, or in the old one when it is deleted.</param>
public sealed record Successor(int Old, int New, string Name);

/// <summary>
/// Which label of the new policy continues which of the old one. A label that renames (<c>from</c>) continues the label
/// that it names; every other continues the label of its own name. When two claim one old label, the name wins over a
/// <c>from</c>, as in ACM, and among several <c>from</c> the first in the file: the others are new labels.
/// </summary>
public static class Succession
{
    /// <summary>The VM labels of both policies: those of the new one in its order, then the deleted ones.</summary>
    public static ImmutableArray<Successor> OfVmLabels(Policy old, Policy @new) => Match(
        [.. old.VmLabels.Select(label => label.Name)], [.. @new.VmLabels.Select(label => (label.Name, label.From))]);

    /// <summary>
    /// The resource labels of both policies: those of the new one in its order, then the deleted ones.
    /// </summary>
    public static ImmutableArray<Successor> OfResourceLabels(Policy old, Policy @new) => Match(
        [.. old.ResourceLabels.Select(label => label.Name)],
        [.. @new.ResourceLabels.Select(label => (label.Name, label.From))]);

    private static ImmutableArray<Successor> Match(string[] old, (string Name, string? From)[] @new)
    {
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        for (int label = 0; label < old.Length; label++)
            index.Add(old[label], label);

        bool[] claimed = new bool[old.Length];
        int[] continues = [.. Enumerable.Repeat(-1, @new.Length)];
        // A from that names no old label renames nothing: such a label goes by its name like the others.
        ClaimAll(label => Renames(label) ? null : label.Name);
        ClaimAll(label => Renames(label) ? label.From : null);
        return
        [
            .. @new.Select((label, i) => new Successor(continues[i], i, label.Name)),
            .. Enumerable.Range(0, old.Length).Where(label => !claimed[label])
                .Select(label => new Successor(label, -1, old[label])),
        ];

        bool Renames((string Name, string? From) label) => label.From is { } from && index.ContainsKey(from);

        void ClaimAll(Func<(string Name, string? From), string?> predecessor)
        {
            for (int i = 0; i < @new.Length; i++)
            {
                if (predecessor(@new[i]) is not { } name || !index.TryGetValue(name, out int label) || claimed[label])
                    continue;
                claimed[label] = true;
                continues[i] = label;
            }
        }
    }
}
