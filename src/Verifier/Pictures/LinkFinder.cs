using System.Collections.Immutable;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Pictures;

/// <summary>Finds the lines of a picture.</summary>
internal static class LinkFinder
{
    /// <summary>The lines between nodes whose labels are alike: one label answers for all of a node.</summary>
    public static IEnumerable<PictureLink> Find(Policy policy, ImmutableArray<PictureNode> nodes, bool hasClaim)
    {
        for (int a = 0; a < nodes.Length; a++)
        {
            for (int b = a + 1; b < nodes.Length; b++)
            {
                VmLabel first = policy.VmLabels[nodes[a].Labels[0]];
                VmLabel second = policy.VmLabels[nodes[b].Labels[0]];
                TypeSet common = first.SteTypes.Intersect(second.SteTypes);
                if (common.Count > 0)
                {
                    yield return new(a, b, KindOf(nodes[a], nodes[b], hasClaim),
                        [.. common.Types().Select(type => policy.SteTypes[type].Name)]);
                }

                ImmutableArray<string> conflicts = [.. policy.ConflictSets.Where(set => Clash(set, first, second))
                    .Select(set => set.Name).Distinct()];
                if (!conflicts.IsEmpty)
                    yield return new(a, b, LinkKind.Conflict, conflicts);
            }
        }
    }

    /// <summary>Whether an untrusted node has holes to two groups: data gets through it.</summary>
    public static bool IsBridge(ImmutableArray<PictureNode> nodes, ImmutableArray<PictureLink> links, int node) =>
        links.Where(link => link.Kind == LinkKind.Hole && (link.From == node || link.To == node))
            .Select(link => nodes[link.From == node ? link.To : link.From].Group)
            .Distinct().Count() > 1;

    private static LinkKind KindOf(PictureNode a, PictureNode b, bool hasClaim)
    {
        if (a.IsTrusted || b.IsTrusted)
            return LinkKind.Trusted;
        return hasClaim && a.Group != b.Group ? LinkKind.Hole : LinkKind.Share;
    }

    /// <summary>The set keeps the two apart, though either could run alone.</summary>
    private static bool Clash(ConflictSet set, VmLabel first, VmLabel second)
    {
        TypeSet one = set.Types.Intersect(first.WallTypes);
        TypeSet two = set.Types.Intersect(second.WallTypes);
        return one.Count > 0 && two.Count > 0 && one.Union(two).Count > 1;
    }
}
