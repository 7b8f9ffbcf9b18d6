using System.Diagnostics;

namespace Verified.Explorer.Search;

/// <summary>
/// Breadth-first search, a level at a time, so that a violation's trace is a shortest one. Threads expand runs of
/// states at the same time; what they find is taken up in the order of the runs, so that states have the same numbers
/// and a violation the same trace however many threads there are.
/// </summary>
public sealed class BreadthFirst
{
    private const int StatesARun = 16;
    private const int RunsABatch = 64;

    private readonly IModel _model;
    private readonly Bounds _bounds;
    private readonly IStepper[] _steppers;
    private readonly Successors[] _runs = new Successors[RunsABatch];
    private readonly StateSet _states;
    private readonly List<int> _levels = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _expanded;
    private long _transitions;
    private long _cut;
    private readonly List<Violation> _violations = [];

    /// <summary>Prepares a search.</summary>
    /// <param name="model">What is searched.</param>
    /// <param name="bounds">Where it stops.</param>
    /// <param name="threads">How many threads expand states, from 1 on.</param>
    public BreadthFirst(IModel model, Bounds bounds, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_model, _bounds) = (model, bounds);
        _states = new(model.RecordLength);
        _steppers = [.. Enumerable.Range(0, threads).Select(_ => model.NewStepper())];
        for (int i = 0; i < RunsABatch; i++) _runs[i] = new(_states, model.RecordLength);
    }

    /// <summary>The states reached so far.</summary>
    public StateSet States => _states;

    /// <summary>How far the search has come.</summary>
    public Figures Figures =>
        new(_states.Count, _expanded, _transitions, _cut, _levels.Count - 1, _states.Bytes + _model.Bytes, _clock.Elapsed);

    /// <summary>Searches until the end, a bound or a violation.</summary>
    /// <param name="progress">Told a few times a second how far it has come; null for nobody.</param>
    /// <param name="cancellation">Stops it between two batches.</param>
    public SearchResult Run(Action<Figures>? progress, CancellationToken cancellation)
    {
        byte[] initial = _model.Initial();
        _states.Add(initial, StateSet.Hash(initial), -1, -1);
        _levels.Add(1);
        int level = 0;
        while (level < _states.Count)
        {
            if (_levels.Count > _bounds.Depth) return Result(End.Depth);
            int end = _states.Count;
            while (level < end)
            {
                if (WhyStop(cancellation) is { } reason) return Result(reason);
                level = Batch(level, end);
                progress?.Invoke(Figures);
                if (_violations.Count >= _bounds.Violations) return Result(End.Violated);
            }

            if (_states.Count > end) _levels.Add(_states.Count - end);
        }

        return Result(End.Complete);
    }

    /// <summary>The steps of the way by which a state was first reached.</summary>
    public IReadOnlyList<int> WayTo(int state)
    {
        var steps = new List<int>();
        for ((int parent, int step) = _states.Link(state); parent >= 0; (parent, step) = _states.Link(parent))
            steps.Add(step);
        steps.Reverse();
        return steps;
    }

    private SearchResult Result(End end) => new(
        end, Figures, _levels, [.. _violations.Select(violation => new FoundViolation(violation, WayTo(violation)))]);

    private IReadOnlyList<int> WayTo(Violation violation) =>
        violation.Step == Violation.InState
            ? WayTo(violation.State)
            : [.. WayTo(violation.State), violation.Step];

    private End? WhyStop(CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? End.Cancelled
        : _states.Count >= _bounds.States ? End.States
        : _states.Bytes + _model.Bytes >= _bounds.Bytes ? End.Bytes
        : _clock.Elapsed >= _bounds.Time ? End.Time
        : null;

    /// <summary>Expands the next states of a level; gives the first one that is left.</summary>
    private int Batch(int from, int end)
    {
        int runs = Math.Min(RunsABatch, (end - from + StatesARun - 1) / StatesARun);
        int next = -1;
        Parallel.For(0, Math.Min(_steppers.Length, runs), thread =>
        {
            for (int run = Interlocked.Increment(ref next); run < runs; run = Interlocked.Increment(ref next))
                Expand(_steppers[thread], _runs[run], from + run * StatesARun, end);
        });

        int last = Math.Min(end, from + runs * StatesARun);
        _expanded += last - from;
        for (int run = 0; run < runs; run++) TakeUp(_runs[run]);

        return last;
    }

    private void Expand(IStepper stepper, Successors found, int from, int end)
    {
        found.Clear();
        for (int state = from; state < Math.Min(end, from + StatesARun); state++)
        {
            found.Parent = state;
            stepper.Expand(_states.Record(state), found);
        }
    }

    private void TakeUp(Successors found)
    {
        _transitions += found.Steps;
        _cut += found.Cut;
        foreach (Violation violation in found.Violations)
            if (_violations.All(known => known.Kind != violation.Kind)) _violations.Add(violation);

        for (int i = 0; i < found.Count; i++)
        {
            (int parent, int step, ulong hash) = found.Link(i);
            _states.Add(found.Record(i), hash, parent, step);
        }
    }
}
