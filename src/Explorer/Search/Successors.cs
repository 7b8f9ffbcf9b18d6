namespace Verified.Explorer.Search;

/// <summary>
/// What came of expanding a run of states: the records that were not known yet, in the order of the steps, and what
/// was wrong. One thread fills it; when all are done it is taken up in order, so that the outcome does not depend on
/// the threads.
/// </summary>
public sealed class Successors
{
    private readonly StateSet _known;
    private readonly int _recordLength;
    private byte[] _records;
    private (int Parent, int Step, ulong Hash)[] _links = new (int, int, ulong)[256];

    internal Successors(StateSet known, int recordLength)
    {
        (_known, _recordLength) = (known, recordLength);
        _records = new byte[_links.Length * recordLength];
    }

    /// <summary>The state that is being expanded.</summary>
    internal int Parent { get; set; }

    /// <summary>How many records are kept.</summary>
    internal int Count { get; private set; }

    /// <summary>Steps made, whether or not they led anywhere new.</summary>
    internal long Steps { get; private set; }

    /// <summary>Steps that led to a state beyond the model's own bound.</summary>
    internal long Cut { get; private set; }

    /// <summary>The first violation of each kind.</summary>
    internal List<Violation> Violations { get; } = [];

    /// <summary>Steps that left the state as it was.</summary>
    /// <param name="steps">How many of them.</param>
    public void Stay(int steps) => Steps += steps;

    /// <summary>A step that led to a state.</summary>
    /// <param name="step">The step's number, as the model counts them.</param>
    /// <param name="record">The record of the state.</param>
    public void Reach(int step, ReadOnlySpan<byte> record)
    {
        Steps++;
        ulong hash = StateSet.Hash(record);
        if (_known.Find(record, hash) >= 0) return;
        if (Count == _links.Length) Grow();

        record.CopyTo(_records.AsSpan(Count * _recordLength));
        _links[Count++] = (Parent, step, hash);
    }

    /// <summary>A step that led to a state which the model's own bound leaves out.</summary>
    public void LeaveOut() => (Steps, Cut) = (Steps + 1, Cut + 1);

    /// <summary>A step in which something was wrong: where it led to is not gone on from.</summary>
    /// <param name="step">The step's number; <see cref="Violation.InState"/> when the state itself is wrong.</param>
    /// <param name="kind">What kind of violation: the first of each kind is kept.</param>
    /// <param name="what">What was wrong, in one line.</param>
    public void Violate(int step, string kind, string what)
    {
        if (step != Violation.InState) Steps++;
        foreach (Violation violation in Violations)
            if (violation.Kind == kind) return;
        Violations.Add(new(Parent, step, kind, what));
    }

    /// <summary>How far it has come.</summary>
    internal readonly record struct Mark(int Count, long Steps, long Cut, int Violations);

    /// <summary>How far it has come.</summary>
    internal Mark Marked => new(Count, Steps, Cut, Violations.Count);

    /// <summary>Forgets what was told since.</summary>
    internal void GoBack(Mark mark)
    {
        (Count, Steps, Cut) = (mark.Count, mark.Steps, mark.Cut);
        Violations.RemoveRange(mark.Violations, Violations.Count - mark.Violations);
    }

    internal ReadOnlySpan<byte> Record(int index) => _records.AsSpan(index * _recordLength, _recordLength);

    internal (int Parent, int Step, ulong Hash) Link(int index) => _links[index];

    internal void Clear()
    {
        (Count, Steps, Cut) = (0, 0, 0);
        Violations.Clear();
    }

    private void Grow()
    {
        Array.Resize(ref _links, 2 * _links.Length);
        Array.Resize(ref _records, _links.Length * _recordLength);
    }
}

/// <summary>Something wrong in a step.</summary>
/// <param name="State">The number of the state from which the step was made.</param>
/// <param name="Step">The step's number.</param>
/// <param name="Kind">What kind of violation it is.</param>
/// <param name="What">What was wrong.</param>
public sealed record Violation(int State, int Step, string Kind, string What)
{
    /// <summary>In place of a step: the state itself is wrong.</summary>
    public const int InState = -1;
}
