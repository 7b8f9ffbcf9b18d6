using Verified.Verifier.Policies;

namespace Verified.Verifier.Changes;

/// <summary>
/// The Chinese Wall of a policy, prepared for many questions: for every label and conflict set, the one type of the set
/// that runs when domain 0 and a domain of the label do.
/// <para>
/// Pairs of labels decide everything: labels that may not run at a time hold two types of a conflict set between
/// them, and those two stand in one label or in a pair. So policies that agree on pairs admit the same systems.
/// </para>
/// </summary>
internal sealed class WallTable
{
    private const int None = -1;
    private const int Several = -2;

    private readonly int[][] _rows;

    public WallTable(Policy policy)
    {
        TypeSet always = policy.Bootstrap < 0 ? default : policy.VmLabels[policy.Bootstrap].WallTypes;
        _rows = [.. policy.VmLabels.Select(label => Row(policy, label.WallTypes.Union(always)))];
    }

    /// <summary>Whether a domain of the label can run beside domain 0.</summary>
    public bool CanRun(int label) => Array.IndexOf(_rows[label], Several) < 0;

    /// <summary>Whether domains of both labels, each of which can run, can run at a time.</summary>
    public bool CanRunTogether(int a, int b)
    {
        (int[] rowOfA, int[] rowOfB) = (_rows[a], _rows[b]);
        for (int set = 0; set < rowOfA.Length; set++)
        {
            if (rowOfA[set] != None && rowOfB[set] != None && rowOfA[set] != rowOfB[set])
                return false;
        }

        return true;
    }

    private static int[] Row(Policy policy, TypeSet running)
    {
        int[] row = new int[policy.ConflictSets.Length];
        for (int set = 0; set < row.Length; set++)
        {
            TypeSet types = policy.ConflictSets[set].Types.Intersect(running);
            row[set] = types.Count switch { 0 => None, 1 => types.Types().First(), _ => Several };
        }

        return row;
    }
}
