namespace Verified.Verifier.Tests.Historical;

/// <summary>
/// A model of the Chinese Wall as Xen's Access Control Module kept it, 2005 to 2011: what runs is not remembered as a set,
/// but as <c>conflict_aggregate_set</c>, one count a type: how many running domains exclude it. Starting a domain adds to
/// the types that its conflict sets have beside its own.
/// </summary>
internal sealed class AcmWall
{
    private readonly int[][] _labels;
    private readonly int[][] _conflictSets;
    private readonly int[] _aggregate;

    /// <summary>What happens to stand in memory behind the table of aggregates.</summary>
    private readonly int _behind;

    public AcmWall(int types, int[][] labels, int[][] conflictSets, int behind = 0)
    {
        (_labels, _conflictSets, _behind) = (labels, conflictSets, behind);
        _aggregate = new int[types];
    }

    /// <summary>How many of the query's reads went beyond the table.</summary>
    public int ReadsBeyondTheTable { get; private set; }

    /// <summary>Admission: no type of the label is excluded by what runs. The label itself is not looked into (D2).</summary>
    public bool MayStart(int label) => _labels[label].All(type => _aggregate[type] == 0);

    public void Start(int label)
    {
        foreach (int[] set in _conflictSets.Where(set => set.Intersect(_labels[label]).Any()))
        {
            foreach (int excluded in set.Except(_labels[label]))
                _aggregate[excluded]++;
        }
    }

    /// <summary>
    /// The query whether a label is in conflict with what runs. It walks conflict sets × types, as if there were a row of
    /// aggregates for each conflict set; there is one row (D4).
    /// </summary>
    public bool IsInConflict(int label)
    {
        for (int set = 0; set < _conflictSets.Length; set++)
        {
            for (int type = 0; type < _aggregate.Length; type++)
            {
                if (ReadAggregate(set * _aggregate.Length + type) != 0 && _labels[label].Contains(type))
                    return true;
            }
        }

        return false;
    }

    private int ReadAggregate(int index)
    {
        if (index < _aggregate.Length)
            return _aggregate[index];
        ReadsBeyondTheTable++;
        return _behind;
    }
}
