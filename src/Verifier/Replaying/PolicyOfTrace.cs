using System.Collections.Immutable;
using Verified.Traces;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Replaying;

/// <summary>The policy of a trace as one that the image loads, its labels named by their places.</summary>
internal static class PolicyOfTrace
{
    private const int HashBytes = 20;

    /// <summary>The name of the label at a place.</summary>
    public static string NameOf(int label) => label == 0 ? NameRules.Unlabeled : $"L{label}";

    /// <summary>The policy; resources are left out, as no step asks for one.</summary>
    public static Policy Of(TracePolicy policy, string file)
    {
        Place place = new(file);
        TypeUse[] Uses(IEnumerable<int> types) => [.. types.Distinct().Select(type => new TypeUse(type, place))];
        int[] kept = [.. Enumerable.Range(0, policy.Labels.Count).Where(label => label != 0 || policy.UnlabeledDefined)];
        return new()
        {
            File = file,
            Name = "trace",
            Version = new(1, 0),
            Generation = 4,
            SourceHash = [.. new byte[HashBytes]],
            SteTypes = Definitions("t", policy.Labels.SelectMany(label => label.Types), place),
            WallTypes = Definitions("w", policy.Labels.SelectMany(label => label.ChineseWall).Concat(policy.Conflicts.SelectMany(c => c)), place),
            ConflictSets = [.. policy.Conflicts.Select((set, i) => new ConflictSet($"c{i}", [.. Uses(set)], place))],
            VmLabels =
            [
                .. kept.Select(label => new VmLabel(
                    NameOf(label), null, [.. Uses(policy.Labels[label].Types)], [.. Uses(policy.Labels[label].ChineseWall)], place)),
            ],
            Bootstrap = Array.IndexOf(kept, policy.Bootstrap),
        };
    }

    private static ImmutableArray<TypeDefinition> Definitions(string prefix, IEnumerable<int> types, Place place) =>
        [.. Enumerable.Range(0, types.DefaultIfEmpty(-1).Max() + 1).Select(type => new TypeDefinition($"{prefix}{type}", place))];
}
