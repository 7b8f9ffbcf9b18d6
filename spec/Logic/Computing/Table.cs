using System.Collections.Immutable;

namespace Verified.Logic;

/// <summary>
/// An immutable table that computes: cells that never change, shared between its versions, and what differs from
/// them. What is read out of range is unspecified; a table written out of range is unspecified as a whole.
/// </summary>
public sealed class Table : ITable<Table, Word, Bit>
{
    private readonly ulong[]? _cells;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _width;
    private readonly ImmutableDictionary<int, Word> _changes;

    private Table(ulong[]? cells, int rows, int columns, int width, ImmutableDictionary<int, Word> changes) =>
        (_cells, _rows, _columns, _width, _changes) = (cells, rows, columns, width, changes);

    /// <summary>A table of one dimension that holds the values; nobody may change the array from then on.</summary>
    public static Table Of(ulong[] values, int width) => Of(values, values.Length, 1, width);

    /// <summary>A table of two dimensions, row by row; nobody may change the array from then on.</summary>
    public static Table Of(ulong[] values, int rows, int columns, int width) =>
        values.Length == rows * columns
            ? new(values, rows, columns, width, ImmutableDictionary<int, Word>.Empty)
            : throw new ArgumentException($"{values.Length} values for {rows} x {columns} entries", nameof(values));

    /// <inheritdoc/>
    public Word this[Word index] => this[index, Word.Constant(0, 1)];

    /// <inheritdoc/>
    public Word this[Word row, Word column]
    {
        get
        {
            if (_cells is null || Cell(row, column) is not { } cell) return Word.Unspecified(_width);
            return _changes.TryGetValue(cell, out Word changed) ? changed : Word.Constant(_cells[cell], _width);
        }
    }

    /// <inheritdoc/>
    public Table With(Word index, Word value) => With(index, Word.Constant(0, 1), value);

    /// <inheritdoc/>
    public Table With(Word row, Word column, Word value)
    {
        if (value.Width != _width) throw new WidthException(_width, value.Width);
        return Cell(row, column) is { } cell
            ? new(_cells, _rows, _columns, _width, _changes.SetItem(cell, value))
            : Unspecified();
    }

    /// <inheritdoc/>
    public static Table If(Bit condition, Table whenTrue, Table whenFalse)
    {
        if (condition.IsSpecified) return condition.Value ? whenTrue : whenFalse;
        return ReferenceEquals(whenTrue, whenFalse) ? whenTrue : whenTrue.Unspecified();
    }

    private Table Unspecified() => new(null, _rows, _columns, _width, _changes);

    private int? Cell(Word row, Word column)
    {
        if (!row.IsSpecified || !column.IsSpecified) return null;
        if (row.Value >= (ulong)_rows || column.Value >= (ulong)_columns) return null;
        return (int)row.Value * _columns + (int)column.Value;
    }
}
