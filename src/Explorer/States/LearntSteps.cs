using System.Runtime.InteropServices;

namespace Verified.Explorer.States;

/// <summary>
/// What steps did, by all that they touched: a handler is a function of what it reads, so from a state that agrees with
/// an earlier one in all of that the step does the same, and agrees with the specification if it did then. Such a step
/// is not made again.
/// </summary>
internal sealed class LearntSteps
{
    /// <summary>More cells than this are not kept: steps that come then are made each time.</summary>
    private const int MostCells = 12_000_000;

    private static readonly Outcome Nothing = new([]);

    private readonly Host _host;
    private readonly CellTree<Outcome>[] _trees;
    private readonly Dictionary<string, Change> _changes = [];
    private readonly Dictionary<string, Outcome> _outcomes = [];
    private int _cells;

    /// <summary>Nothing yet.</summary>
    /// <param name="host">The thread's kernel.</param>
    /// <param name="steps">How many steps there are.</param>
    public LearntSteps(Host host, int steps)
    {
        _host = host;
        _trees = new CellTree<Outcome>[steps];
        for (int i = 0; i < steps; i++) _trees[i] = new();
    }

    /// <summary>What a step does in the state that the kernel stands in; null when that is not known.</summary>
    public Outcome? Find(int step) => _trees[step].Find(_host);

    /// <summary>Keeps what a step did.</summary>
    /// <param name="step">The step.</param>
    /// <param name="touched">All that it depends on and changes.</param>
    /// <param name="rows">The rows that changed: the part, the row before, the row after.</param>
    public void Learn(int step, Touched touched, IReadOnlyList<(int Group, byte[] Before, byte[] After)> rows)
    {
        if (_cells > MostCells) return;
        _cells += _trees[step].Learn(touched.Cells, OutcomeOf(rows));
    }

    private Outcome OutcomeOf(IReadOnlyList<(int Group, byte[] Before, byte[] After)> rows)
    {
        if (rows.Count == 0) return Nothing;
        List<(string Key, Change Change)> changes = [.. rows.Select(row => ChangeOf(row.Group, row.Before, row.After))];
        string key = string.Join('|', changes.Select(c => c.Key));
        if (!_outcomes.TryGetValue(key, out Outcome? outcome))
            _outcomes.Add(key, outcome = new([.. changes.Select(c => c.Change)]));
        return outcome;
    }

    private (string Key, Change Change) ChangeOf(int group, byte[] before, byte[] after)
    {
        ReadOnlySpan<ulong> a = MemoryMarshal.Cast<byte, ulong>(before.AsSpan()), b = MemoryMarshal.Cast<byte, ulong>(after.AsSpan());
        List<(int At, ulong Mask, ulong Value)> bits = [];
        for (int i = 0; i < a.Length; i++)
            if (a[i] != b[i]) bits.Add((i, a[i] ^ b[i], b[i] & (a[i] ^ b[i])));

        string key = $"{group}:{string.Join(',', bits.Select(bit => $"{bit.At:x}.{bit.Mask:x}.{bit.Value:x}"))}";
        if (!_changes.TryGetValue(key, out Change? change)) _changes.Add(key, change = new(group, [.. bits]));
        return (key, change);
    }
}
