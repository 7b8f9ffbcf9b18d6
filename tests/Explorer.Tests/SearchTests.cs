using Verified.Explorer.Search;

namespace Verified.Explorer.Tests;

public sealed class SearchTests
{
    [Fact]
    public void Every_state_of_a_known_graph_is_found_at_its_distance()
    {
        SearchResult result = Search(new Grid(4), Bounds.None, threads: 1);

        Assert.Equal(End.Complete, result.End);
        Assert.Equal([1, 2, 3, 4, 3, 2, 1], result.Levels);
        Assert.Equal(16, result.Figures.States);
        Assert.Equal(24, result.Figures.Transitions);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_outcome_is_the_same_however_many_threads_there_are(int threads)
    {
        var bad = new Grid(100) { Bad = (40, 31) };
        SearchResult one = Search(bad, Bounds.None, threads: 1);
        SearchResult many = Search(bad, Bounds.None, threads);

        Assert.Equal(one.Violations.Single().Trace, many.Violations.Single().Trace);
        Assert.Equal(one.Figures with { Elapsed = default }, many.Figures with { Elapsed = default });
        Assert.Equal(one.Levels, many.Levels);
    }

    [Fact]
    public void A_violation_is_told_with_a_shortest_way_to_it()
    {
        SearchResult result = Search(new Grid(10) { Bad = (3, 2) }, Bounds.None, threads: 2);

        FoundViolation found = Assert.Single(result.Violations);
        Assert.Equal(End.Violated, result.End);
        Assert.Equal(5, found.Trace.Count);
        Assert.Equal(3, found.Trace.Count(step => step == Grid.Right));
    }

    [Fact]
    public void It_stops_at_the_bound_on_states_and_says_so()
    {
        SearchResult result = Search(new Grid(200), Bounds.None with { States = 2000 }, threads: 1);

        Assert.Equal(End.States, result.End);
        Assert.InRange(result.Figures.States, 2000, 5000);
        Assert.True(result.Figures.Queue > 0);
    }

    [Fact]
    public void It_stops_at_the_bound_on_depth_and_says_so()
    {
        SearchResult result = Search(new Grid(200), Bounds.None with { Depth = 7 }, threads: 1);

        Assert.Equal(End.Depth, result.End);
        Assert.Equal(7, result.Figures.Depth);
        Assert.Equal(36, result.Figures.States);
    }

    [Fact]
    public void It_stops_at_the_bound_on_memory_and_says_so() =>
        Assert.Equal(End.Bytes, Search(new Grid(4), Bounds.None with { Bytes = 1 }, threads: 1).End);

    [Fact]
    public void It_stops_when_it_is_told_to()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();

        Assert.Equal(End.Cancelled, new BreadthFirst(new Grid(4), Bounds.None, 1).Run(null, stop.Token).End);
    }

    private static SearchResult Search(IModel model, Bounds bounds, int threads) =>
        new BreadthFirst(model, bounds, threads).Run(null, TestContext.Current.CancellationToken);

    /// <summary>Points of a square; a step goes one to the right or one up.</summary>
    private sealed class Grid(int size) : IModel, IStepper
    {
        public const int Right = 0;

        private const int Up = 1;

        public (int X, int Y)? Bad { get; init; }

        public int RecordLength => 2;

        public long Bytes => 0;

        public byte[] Initial() => [0, 0];

        public IStepper NewStepper() => this;

        public void Expand(ReadOnlySpan<byte> record, Successors successors)
        {
            Go(Right, record[0] + 1, record[1], successors);
            Go(Up, record[0], record[1] + 1, successors);
        }

        private void Go(int step, int x, int y, Successors successors)
        {
            if (x == size || y == size) return;
            if ((x, y) == Bad) successors.Violate(step, "bad", "the bad point");
            else successors.Reach(step, [(byte)x, (byte)y]);
        }
    }
}
