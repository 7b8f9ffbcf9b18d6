using Verified.Verifier.Policies.Binary;

namespace Verified.Verifier.Tests.Historical;

/// <summary>
/// D4: asked whether a label is in conflict with what runs, ACM indexed a table of one row of types with
/// conflict set × types + type: from the second conflict set on it read what stood behind the table.
/// </summary>
public sealed class D4_ConflictQuery
{
    /// <summary>ACM's own example: label i has type i, types 2 and 3 exclude each other, as do 0, 5 and 6.</summary>
    private static readonly int[][] Labels = [.. Enumerable.Range(0, 10).Select(type => (int[])[type])];

    private static readonly int[][] ConflictSets = [[2, 3], [0, 5, 6]];

    [Fact]
    public void ACMs_query_stays_in_its_table_with_one_conflict_set_and_leaves_it_with_two()
    {
        AcmWall one = new(10, Labels, ConflictSets[..1]);
        one.IsInConflict(9);
        Assert.Equal(0, one.ReadsBeyondTheTable);

        AcmWall two = new(10, Labels, ConflictSets);
        two.IsInConflict(9);
        Assert.Equal(10, two.ReadsBeyondTheTable);
    }

    [Fact]
    public void ACMs_answer_depends_on_what_stands_behind_the_table()
    {
        // Nothing runs: no label is in conflict.
        Assert.False(new AcmWall(10, Labels, ConflictSets, behind: 0).IsInConflict(9));
        Assert.True(new AcmWall(10, Labels, ConflictSets, behind: 1).IsInConflict(9));
    }

    [Fact]
    public void The_monitor_answers_by_the_definition_for_each_conflict_set()
    {
        for (int running = 0; running < Labels.Length; running++)
        {
            Monitor.MonitorState monitor = Load(10, ConflictSets, out byte[] file);
            Monitor.ChineseWall.Start(ref monitor, Row(file, running));
            for (int label = 0; label < Labels.Length; label++)
            {
                bool conflict = label != running && ConflictSets.Any(set => set.Contains(label) && set.Contains(running));
                Assert.Equal(!conflict, Monitor.ChineseWall.MayRun(ref monitor, Row(file, label)));
            }
        }
    }

    [Fact]
    public void The_monitor_stays_in_its_tables_with_as_many_conflict_sets_and_types_as_they_have()
    {
        // An index beyond a table would throw here; in the image the proof of memory safety excludes it.
        int[][] sets = [.. Enumerable.Range(0, Limits.ConflictSets).Select(set => (int[])[set, Limits.Types - 1 - set])];
        Monitor.MonitorState monitor = Load(Limits.Types, sets, out byte[] file);
        for (int set = 0; set < sets.Length; set++)
        {
            Monitor.ChineseWall.Start(ref monitor, Row(file, sets[set][0]));
            for (int other = 0; other < sets.Length; other++)
                Assert.Equal(other > set, Monitor.ChineseWall.MayRun(ref monitor, Row(file, sets[other][1])));
        }
    }

    private static Monitor.MonitorState Load(int types, int[][] conflictSets, out byte[] file)
    {
        // Types and conflict sets are sorted by name when a policy is compiled; labels are found by theirs.
        file = BinaryPolicyWriter.Write(PolicyText.Read(PolicyText.Short(
            ["Dom0: x", .. Enumerable.Range(0, types).Select(type => $"L{type}: x | t{type}")],
            [.. conflictSets.Select(set => string.Join(' ', set.Select(type => $"t{type}")))])));
        Monitor.MonitorState monitor = default;
        Assert.Equal(Monitor.PolicyError.None, Monitor.PolicyBinary.Load(ref monitor, file));
        return monitor;
    }

    private static uint Row(byte[] file, int label)
    {
        Assert.True(Monitor.PolicyNames.TryFindRow(file, System.Text.Encoding.UTF8.GetBytes($"L{label}"), out uint row));
        return row;
    }
}
