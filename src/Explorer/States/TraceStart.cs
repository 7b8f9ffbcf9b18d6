using Verified.Explorer.Configurations;
using Verified.Spec;
using Verified.Traces;

namespace Verified.Explorer.States;

/// <summary>The start of a trace: a configuration in the words of traces.</summary>
internal static class TraceStart
{
    /// <summary>A trace without steps that starts as a configuration does.</summary>
    public static Trace Of(Configuration configuration, string profile, string about) => new()
    {
        Profile = profile,
        About = about,
        Sizes = TraceSizes.Tiny,
        Policy = Policy(configuration.Policies[0]),
        Frames = new(
            Configuration.FirstFrame, (uint)(configuration.Frames + 2 * configuration.Domains.Count)),
        Domains = [.. configuration.Domains.Select(
            (label, id) => new TraceDomain(label, 1, (uint)configuration.FramesADomain, id == 0, null))],
        Tables = [.. Tables(configuration)],
    };

    private static TracePolicy Policy(ExploredPolicy policy)
    {
        List<string> types = [.. policy.Labels.SelectMany(l => l.Types).Distinct()];
        List<string> wall = [.. Configuration.WallTypes(policy)];
        return new()
        {
            Labels =
            [
                new("__UNLABELED__", [], []),
                .. policy.Labels.Select(l => new TraceLabel(
                    l.Name, [.. l.Types.Select(t => types.IndexOf(t))], [.. l.WallTypes.Select(t => wall.IndexOf(t))])),
            ],
            Conflicts = [.. policy.ConflictSets.Select(set => (IReadOnlyList<int>)[.. set.Select(t => wall.IndexOf(t))])],
            Bootstrap = 1 + policy.Labels.TakeWhile(l => l.Name != policy.Bootstrap).Count(),
        };
    }

    // What neither the first policy nor the making of the domains says: the second policy, and what labels become.
    private static IEnumerable<SetStep> Tables(Configuration configuration)
    {
        Host host = Boot.Start(configuration);
        for (int d = 0; d < configuration.Domains.Count; d++) yield return new("Vcpus.Paused", [d], 1);
        foreach (Field field in Fields.All)
        {
            Place place = StateLayout.Of(field);
            bool isOfPolicy = field.Path.StartsWith("Monitor.Policies.", StringComparison.Ordinal);
            if (!isOfPolicy && field != Changing.Successor) continue;
            int row = isOfPolicy ? 1 : 0, end = place.Rows;
            for (; row < end; row++)
            {
                for (int column = 0; column < place.Columns; column++)
                {
                    ulong value = host.Read(place, row, column);
                    int[] at = field.Dimensions.Count > 1 ? [row, column] : [row];
                    if (value != 0) yield return new(field.Path, at, value);
                }
            }
        }
    }
}
