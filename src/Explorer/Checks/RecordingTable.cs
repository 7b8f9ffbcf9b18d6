using System.Collections.Immutable;
using Verified.Logic;

namespace Verified.Explorer.Checks;

/// <summary>
/// A table that computes as <see cref="Table"/> does, on the kernel's own entries, and tells which of them were read.
/// </summary>
internal sealed class RecordingTable : ITable<RecordingTable, Word, Bit>
{
    private static readonly Word NoColumn = Word.Constant(0, 1);

    private readonly Recorder _recorder;
    private readonly int _field;
    private readonly bool _isSpecified;
    private readonly ImmutableDictionary<int, Word> _changes;

    /// <summary>The table of a field as the kernel has it.</summary>
    /// <param name="recorder">Reads the kernel's entries.</param>
    /// <param name="field">The field's place among all fields.</param>
    public RecordingTable(Recorder recorder, int field)
        : this(recorder, field, true, ImmutableDictionary<int, Word>.Empty)
    {
    }

    private RecordingTable(Recorder recorder, int field, bool isSpecified, ImmutableDictionary<int, Word> changes) =>
        (_recorder, _field, _isSpecified, _changes) = (recorder, field, isSpecified, changes);

    /// <summary>The entries that were replaced, row by row; null when the table as a whole is unspecified.</summary>
    public ImmutableDictionary<int, Word>? Changes => _isSpecified ? _changes : null;

    /// <inheritdoc/>
    public Word this[Word index] => this[index, NoColumn];

    /// <inheritdoc/>
    public Word this[Word row, Word column]
    {
        get
        {
            if (!_isSpecified || Cell(row, column) is not { } cell) return Word.Unspecified(Recorder.Width(_field));
            return _changes.TryGetValue(cell, out Word changed) ? changed : _recorder.Read(_field, cell);
        }
    }

    /// <inheritdoc/>
    public RecordingTable With(Word index, Word value) => With(index, NoColumn, value);

    /// <inheritdoc/>
    public RecordingTable With(Word row, Word column, Word value)
    {
        if (value.Width != Recorder.Width(_field)) throw new WidthException(Recorder.Width(_field), value.Width);
        return Cell(row, column) is { } cell
            ? new(_recorder, _field, _isSpecified, _changes.SetItem(cell, value))
            : Unspecified();
    }

    /// <inheritdoc/>
    public static RecordingTable If(Bit condition, RecordingTable whenTrue, RecordingTable whenFalse)
    {
        if (condition.IsSpecified) return condition.Value ? whenTrue : whenFalse;
        return ReferenceEquals(whenTrue, whenFalse) ? whenTrue : whenTrue.Unspecified();
    }

    private RecordingTable Unspecified() => new(_recorder, _field, false, _changes);

    private int? Cell(Word row, Word column)
    {
        if (!row.IsSpecified || !column.IsSpecified) return null;
        (int rows, int columns) = Recorder.Size(_field);
        if (row.Value >= (ulong)rows || column.Value >= (ulong)columns) return null;
        return (int)row.Value * columns + (int)column.Value;
    }
}
