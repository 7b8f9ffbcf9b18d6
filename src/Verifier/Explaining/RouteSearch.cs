using System.Collections.Immutable;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Explaining;

/// <summary>Finds how data can get from one label to another over labels of a kind.</summary>
internal sealed class RouteSearch
{
    private readonly Policy _policy;
    private readonly int _from;
    private readonly int _to;
    private readonly List<int>[] _labelsOfType;

    public RouteSearch(Policy policy, int from, int to)
    {
        (_policy, _from, _to) = (policy, from, to);
        _labelsOfType = [.. policy.SteTypes.Select(_ => new List<int>())];
        for (int label = 0; label < policy.VmLabels.Length; label++)
        {
            foreach (int type in policy.VmLabels[label].SteTypes.Types())
                _labelsOfType[type].Add(label);
        }
    }

    /// <summary>
    /// A shortest route whose labels between the ends are all of a kind, or null. Breadth-first over labels and types,
    /// each type looked at once: the same policy gives the same route.
    /// </summary>
    public Route? Shortest(Func<int, bool> mayPass)
    {
        if (_from == _to)
            return null;

        Dictionary<int, int> previous = new() { [_from] = _from };
        bool[] seen = new bool[_policy.SteTypes.Length];
        Queue<int> queue = new([_from]);
        while (queue.TryDequeue(out int label))
        {
            foreach (int next in Neighbours(label, seen))
            {
                if ((next != _to && !mayPass(next)) || !previous.TryAdd(next, label))
                    continue;
                if (next == _to)
                    return Route(PathTo(next, previous));
                queue.Enqueue(next);
            }
        }

        return null;
    }

    /// <summary>The route over given labels.</summary>
    public Route Route(ImmutableArray<int> labels) =>
        new(labels, [.. labels.Zip(labels.Skip(1),
            (a, b) => _policy.VmLabels[a].SteTypes.Intersect(_policy.VmLabels[b].SteTypes))]);

    private IEnumerable<int> Neighbours(int label, bool[] seen)
    {
        foreach (int type in _policy.VmLabels[label].SteTypes.Types())
        {
            if (seen[type])
                continue;
            seen[type] = true;
            foreach (int next in _labelsOfType[type])
                yield return next;
        }
    }

    private static ImmutableArray<int> PathTo(int label, Dictionary<int, int> previous)
    {
        List<int> path = [label];
        for (; previous[label] != label; label = previous[label])
            path.Add(previous[label]);
        path.Reverse();
        return [.. path];
    }
}
