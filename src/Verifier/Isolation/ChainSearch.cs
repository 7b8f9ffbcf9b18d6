using System.Collections.Immutable;

namespace Verified.Verifier.Isolation;

/// <summary>Labels and the types that link each to the next: how data flows from one coalition into another.</summary>
/// <param name="Labels">At least two untrusted labels; the ends are in different coalitions.</param>
/// <param name="Links">One type fewer than labels; link i is a type of labels i and i + 1.</param>
public sealed record SharingChain(ImmutableArray<int> Labels, ImmutableArray<int> Links);

/// <summary>Finds the shortest chain that violates a claim.</summary>
public static class ChainSearch
{
    /// <summary>
    /// A shortest chain between two stated coalitions, else one that involves a label of no stated coalition, else
    /// null: then the claim holds. Linear in the labels' types; the same claim gives the same chain.
    /// </summary>
    public static SharingChain? Shortest(IsolationClaim claim) =>
        Search(claim, label => claim.Coalition[label] < claim.StatedCoalitions) ?? Search(claim, _ => true);

    /// <summary>
    /// Grows breadth-first trees from all sources at once over labels and types. A shortest chain between two
    /// coalitions crosses, somewhere, an edge between trees of different coalitions, and the two tree paths to that
    /// edge are as short as its own halves.
    /// </summary>
    private static SharingChain? Search(IsolationClaim claim, Func<int, bool> isSource)
    {
        Forest forest = new(claim);
        for (int label = 0; label < claim.LabelCount; label++)
        {
            if (!claim.Trusted[label] && isSource(label))
                forest.Plant(label, claim.Coalition[label]);
        }

        forest.Grow();
        return forest.ShortestCrossing() is { } edge ? forest.Chain(edge.Label, edge.Type) : null;
    }

    /// <summary>Breadth-first trees; a node is a label, or LabelCount + a type.</summary>
    private sealed class Forest
    {
        private const int Unreached = -1;

        private readonly IsolationClaim _claim;
        private readonly List<int>[] _labelsOfType;
        private readonly int[] _parent;
        private readonly int[] _depth;
        private readonly int[] _color;
        private readonly Queue<int> _queue = new();

        public Forest(IsolationClaim claim)
        {
            _claim = claim;
            int nodes = claim.LabelCount + claim.TypeCount;
            _parent = new int[nodes];
            _depth = new int[nodes];
            _color = [.. Enumerable.Repeat(Unreached, nodes)];
            _labelsOfType = [.. Enumerable.Range(0, claim.TypeCount).Select(_ => new List<int>())];
            for (int label = 0; label < claim.LabelCount; label++)
            {
                if (claim.Trusted[label])
                    continue;
                foreach (int type in claim.SteTypes[label].Types())
                    _labelsOfType[type].Add(label);
            }
        }

        public void Plant(int label, int color) => Reach(label, parent: label, depth: 0, color);

        public void Grow()
        {
            while (_queue.TryDequeue(out int node))
            {
                foreach (int next in Neighbours(node))
                {
                    if (_color[next] == Unreached)
                        Reach(next, node, _depth[node] + 1, _color[node]);
                }
            }
        }

        /// <summary>The edge between trees of different coalitions with the shortest way around, or null.</summary>
        public (int Label, int Type)? ShortestCrossing()
        {
            (int Label, int Type)? best = null;
            int shortest = int.MaxValue;
            for (int type = 0; type < _claim.TypeCount; type++)
            {
                int node = _claim.LabelCount + type;
                foreach (int label in _labelsOfType[type])
                {
                    bool crosses = _color[label] != Unreached && _color[node] != Unreached
                        && _color[label] != _color[node];
                    if (crosses && _depth[label] + _depth[node] < shortest)
                    {
                        shortest = _depth[label] + _depth[node];
                        best = (label, type);
                    }
                }
            }

            return best;
        }

        /// <summary>From the root of the type's tree, over the edge, to the root of the label's tree.</summary>
        public SharingChain Chain(int label, int type)
        {
            List<int> path = [.. PathToRoot(_claim.LabelCount + type)];
            path.Reverse();
            path.AddRange(PathToRoot(label));
            return new(
                [.. path.Where(node => node < _claim.LabelCount)],
                [.. path.Where(node => node >= _claim.LabelCount).Select(node => node - _claim.LabelCount)]);
        }

        private void Reach(int node, int parent, int depth, int color)
        {
            (_parent[node], _depth[node], _color[node]) = (parent, depth, color);
            _queue.Enqueue(node);
        }

        private IEnumerable<int> Neighbours(int node) => node < _claim.LabelCount
            ? _claim.SteTypes[node].Types().Select(type => _claim.LabelCount + type)
            : _labelsOfType[node - _claim.LabelCount];

        private IEnumerable<int> PathToRoot(int node)
        {
            for (; _parent[node] != node; node = _parent[node])
                yield return node;
            yield return node;
        }
    }
}
