using System.Globalization;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Elimination;

/// <summary>
/// Rewrites assertions over arrays into assertions over words alone. An entry of an updated array becomes a choice over
/// the updates; an entry of an array variable becomes a variable, and two entries of one array are equal where their
/// indices are (Ackermann's reduction). The result is satisfiable iff the assertions are.
/// </summary>
public sealed class ArrayElimination
{
    private readonly TermStore _store;
    private readonly Dictionary<Term, Term> _flat = [];
    private readonly Dictionary<(Term Array, Term Index), Term> _entries = [];
    private readonly Dictionary<string, List<ArrayEntry>> _reads = [];
    private readonly List<ArrayEntry> _all = [];

    private ArrayElimination(TermStore store)
    {
        _store = store;
    }

    /// <summary>An entry of an array variable that the assertions depend on.</summary>
    /// <param name="Array">The array's name.</param>
    /// <param name="Index">The index, without arrays.</param>
    /// <param name="Value">The variable that stands for the entry.</param>
    public sealed record ArrayEntry(string Array, Term Index, Term Value);

    /// <summary>The assertions without arrays, and what the new variables stand for.</summary>
    /// <param name="Assertions">
    /// In the order of the given ones; then, for every pair of entries, that equal indices give equal values.
    /// </param>
    /// <param name="Entries">The entries; the index of one speaks of earlier ones only.</param>
    public sealed record Result(IReadOnlyList<Term> Assertions, IReadOnlyList<ArrayEntry> Entries)
    {
        /// <summary>
        /// A model of the assertions without arrays, with the arrays' entries filled in: a model of the given ones.
        /// </summary>
        public Model Complete(Model model)
        {
            ArgumentNullException.ThrowIfNull(model);
            Evaluator evaluator = new(model);
            Model complete = new();
            HashSet<string> added = [.. Entries.Select(e => e.Value.Name)];
            foreach ((string name, UInt128 value) in model.Words.Where(w => !added.Contains(w.Key)))
                complete.Set(name, value);
            foreach (ArrayEntry entry in Entries)
                complete.Set(entry.Array, evaluator.Value(entry.Index), evaluator.Value(entry.Value));
            return complete;
        }
    }

    /// <summary>Eliminates the arrays from assertions of one store.</summary>
    public static Result Eliminate(IReadOnlyList<Term> assertions)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        if (assertions.Count == 0)
            return new([], []);
        ArrayElimination elimination = new(assertions[0].Store);
        List<Term> flat = [.. assertions.Select(elimination.Flatten)];
        elimination.AddConsistency(flat);
        return new(flat, elimination._all);
    }

    private Term Flatten(Term root)
    {
        // Operands first; arrays are looked into only where they are read.
        Stack<Term> open = new([root]);
        while (open.TryPeek(out Term? top))
        {
            if (_flat.ContainsKey(top))
                open.Pop();
            else if (top.Kind == TermKind.Select)
                FlattenSelect(top, open);
            else if (!PushMissing(top, open))
                _flat[open.Pop()] = Rebuild(top);
        }
        return _flat[root];
    }

    private bool PushMissing(Term t, Stack<Term> open)
    {
        bool missing = false;
        for (int i = t.OperandCount - 1; i >= 0; i--)
        {
            if (_flat.ContainsKey(t.Operand(i)))
                continue;
            open.Push(t.Operand(i));
            missing = true;
        }
        return missing;
    }

    private Term Rebuild(Term t) => t.OperandCount == 0
        ? t
        : TermRebuilder.Apply(
            _store, t, _flat[t.First], t.OperandCount > 1 ? _flat[t.Second] : null, t.OperandCount > 2 ? _flat[t.Third] : null);

    // A select needs its index and, of the array, every index, value and condition of updates that could matter.
    private void FlattenSelect(Term select, Stack<Term> open)
    {
        if (!_flat.TryGetValue(select.Second, out Term? index))
        {
            open.Push(select.Second);
            return;
        }
        Stack<Term> arrays = new([select.First]);
        while (arrays.TryPeek(out Term? array))
        {
            if (_entries.ContainsKey((array, index)))
            {
                arrays.Pop();
                continue;
            }
            int pending = arrays.Count, words = open.Count;
            if (Entry(array, index, arrays, open) is { } entry)
                _entries[(arrays.Pop(), index)] = entry;
            else if (open.Count > words)
                return;
            else if (arrays.Count == pending)
                throw new ArgumentException($"no array to read: {array.Kind}", nameof(select));
        }
        _flat[select] = _entries[(select.First, index)];
    }

    // The entry of an array, or null after pushing what must be known first.
    private Term? Entry(Term array, Term index, Stack<Term> arrays, Stack<Term> open)
    {
        switch (array.Kind)
        {
            case TermKind.ArrayVariable:
                return Read(array, index);
            case TermKind.Store:
                return StoredEntry(array, index, arrays, open);
            case TermKind.Choice:
                if (!Known(array.First, open, out Term condition))
                    return null;
                Term? whenTrue = condition.IsFalse ? null : Of(array.Second, index, arrays);
                Term? whenFalse = condition.IsTrue ? null : Of(array.Third, index, arrays);
                if (condition.IsConstant)
                    return condition.IsTrue ? whenTrue : whenFalse;
                return whenTrue is null || whenFalse is null ? null : _store.Choice(condition, whenTrue, whenFalse);
            default:
                return null;
        }
    }

    private Term? StoredEntry(Term array, Term index, Stack<Term> arrays, Stack<Term> open)
    {
        if (!Known(array.Second, open, out Term stored))
            return null;
        Term equal = _store.Equal(stored, index);
        if (equal.IsFalse)
            return Of(array.First, index, arrays);
        if (!Known(array.Third, open, out Term value))
            return null;
        if (equal.IsTrue)
            return value;
        return Of(array.First, index, arrays) is { } below ? _store.Choice(equal, value, below) : null;
    }

    private bool Known(Term term, Stack<Term> open, out Term flat)
    {
        if (_flat.TryGetValue(term, out flat!))
            return true;
        open.Push(term);
        return false;
    }

    private Term? Of(Term array, Term index, Stack<Term> arrays)
    {
        if (_entries.TryGetValue((array, index), out Term? known))
            return known;
        arrays.Push(array);
        return null;
    }

    private Term Read(Term array, Term index)
    {
        if (!_reads.TryGetValue(array.Name, out List<ArrayEntry>? reads))
            _reads[array.Name] = reads = [];
        string number = reads.Count.ToString(CultureInfo.InvariantCulture);
        ArrayEntry entry = new(array.Name, index, _store.Variable($"{array.Name}@{number}", array.Width));
        reads.Add(entry);
        _all.Add(entry);
        return entry.Value;
    }

    private void AddConsistency(List<Term> assertions)
    {
        foreach ((string _, List<ArrayEntry> reads) in _reads.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            for (int i = 1; i < reads.Count; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Term same = _store.Equal(reads[i].Index, reads[j].Index);
                    if (!same.IsFalse)
                        assertions.Add(_store.Implies(same, _store.Equal(reads[i].Value, reads[j].Value)));
                }
            }
        }
    }
}
