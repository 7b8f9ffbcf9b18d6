namespace Verified.Monitor.Tests;

public sealed class ChineseWallTests
{
    /// <summary>ACM's own example: ten types, label i carries type i, conflict sets {2,3} and {0,5,6}.</summary>
    private readonly Loaded _monitor = new(new PolicyBytes
    {
        WallTypes = 10,
        VmWall = [.. Enumerable.Range(0, 10).Select(type => new[] { type })],
        VmSte = [.. Enumerable.Range(0, 10).Select(_ => Array.Empty<int>())],
        Conflicts = [[2, 3], [0, 5, 6]],
    });

    [Fact]
    public void The_historical_trace_is_answered_as_ACM_answered_it()
    {
        foreach (uint label in new uint[] { 0, 1, 2 })
            Start(label);

        Assert.False(MayRun(3));
        ChineseWall.Stop(ref _monitor.State, 2);
        Start(3);
        Assert.False(MayRun(2));
        Assert.False(MayRun(5));
        Assert.False(MayRun(6));
        foreach (uint label in new uint[] { 4, 7, 8, 9 })
            Start(label);
    }

    [Fact]
    public void A_type_runs_until_the_last_domain_that_carries_it_has_stopped()
    {
        Start(2);
        Start(2);
        ChineseWall.Stop(ref _monitor.State, 2);
        Assert.False(MayRun(3));
        ChineseWall.Stop(ref _monitor.State, 2);
        Assert.True(MayRun(3));
        Assert.Equal(0u, _monitor.State.Labellings[0].Running[2]);
        Assert.True(TypeSets.IsEmpty(ref _monitor.State.Labellings[0].RunningTypes));
    }

    [Fact]
    public void A_conflict_set_that_is_broken_elsewhere_does_not_stop_labels_without_a_type_in_it()
    {
        ChineseWall.Start(ref _monitor.State, 2);
        ChineseWall.Start(ref _monitor.State, 3);
        Assert.True(MayRun(9));
        Assert.False(MayRun(2));
    }

    [Fact]
    public void A_label_beyond_the_table_is_denied() => Assert.False(MayRun(Limits.Labels));

    [Fact]
    public void Types_of_all_four_words_conflict_with_each_other()
    {
        int[] types = [0, 63, 64, 127, 128, 191, 192, 255];
        Loaded monitor = new(new PolicyBytes
        {
            WallTypes = 256,
            VmWall = [.. types.Select(type => new[] { type })],
            VmSte = [.. types.Select(_ => Array.Empty<int>())],
            Conflicts = [types],
        });
        for (uint running = 0; running < types.Length; running++)
        {
            ChineseWall.Start(ref monitor.State, running);
            for (uint label = 0; label < types.Length; label++)
                Assert.Equal(label == running, ChineseWall.MayRun(ref monitor.State, label));
            ChineseWall.Stop(ref monitor.State, running);
        }
    }

    private bool MayRun(uint label) => ChineseWall.MayRun(ref _monitor.State, label);

    private void Start(uint label)
    {
        Assert.True(MayRun(label), $"label {label} is denied");
        ChineseWall.Start(ref _monitor.State, label);
    }
}
