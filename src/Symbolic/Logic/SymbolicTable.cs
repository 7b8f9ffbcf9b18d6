using Verified.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Logic;

/// <summary>
/// A table of the abstract logic over one array term. Its sizes are powers of two; the array's index has exactly the
/// bits that the sizes need, the row's bits above the column's. An index word that is wider loses its upper bits (an
/// index out of range is unspecified), a narrower one is extended.
/// </summary>
public readonly struct SymbolicTable : ITable<SymbolicTable, SymbolicWord, SymbolicBool>
{
    private readonly int _rowBits;
    private readonly int _columnBits;

    /// <summary>A table with one index over an array.</summary>
    /// <param name="array">The array; 2^(its index width) entries.</param>
    public SymbolicTable(Term array)
        : this(array, 0)
    {
    }

    /// <summary>A table with one or two indices over an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="rowBits">How many of the index's upper bits are the row; 0 for a table with one index.</param>
    public SymbolicTable(Term array, int rowBits)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (!array.IsArray || array.Width > 64)
            throw new WidthException("a table of the logic needs an array of words of 1 to 64 bits");
        if (rowBits < 0 || rowBits >= array.IndexWidth)
            throw new WidthException($"{rowBits} bits of row in an index of {array.IndexWidth}");
        Array = array;
        _rowBits = rowBits;
        _columnBits = array.IndexWidth - rowBits;
    }

    /// <summary>The array that holds the table.</summary>
    public Term Array { get; }

    /// <inheritdoc/>
    public SymbolicWord this[SymbolicWord index] => new(Array.Store.Select(Array, Flat(index)));

    /// <inheritdoc/>
    public SymbolicWord this[SymbolicWord row, SymbolicWord column] => new(Array.Store.Select(Array, Flat(row, column)));

    /// <inheritdoc/>
    public static SymbolicTable If(SymbolicBool condition, SymbolicTable whenTrue, SymbolicTable whenFalse)
    {
        if (whenTrue._rowBits != whenFalse._rowBits)
            throw new WidthException(whenTrue._rowBits, whenFalse._rowBits);
        TermStore store = whenTrue.Array.Store;
        return new(store.Choice(condition.ToTerm(store), whenTrue.Array, whenFalse.Array), whenTrue._rowBits);
    }

    /// <inheritdoc/>
    public SymbolicTable With(SymbolicWord index, SymbolicWord value) => With(Flat(index), value);

    /// <inheritdoc/>
    public SymbolicTable With(SymbolicWord row, SymbolicWord column, SymbolicWord value) =>
        With(Flat(row, column), value);

    /// <summary>The array's index for an index of the table.</summary>
    public Term Flat(SymbolicWord index) => _rowBits == 0
        ? Fit(index, Array.IndexWidth)
        : throw new WidthException("one index for a table with two");

    /// <summary>The array's index for two indices of the table.</summary>
    public Term Flat(SymbolicWord row, SymbolicWord column) => _rowBits > 0
        ? Array.Store.Concat(Fit(row, _rowBits), Fit(column, _columnBits))
        : throw new WidthException("two indices for a table with one");

    private SymbolicTable With(Term index, SymbolicWord value) =>
        new(Array.Store.Store(Array, index, value.ToTerm(Array.Store)), _rowBits);

    private Term Fit(SymbolicWord index, int width)
    {
        TermStore store = Array.Store;
        Term term = index.ToTerm(store);
        return term.Width >= width ? store.Extract(term, width - 1, 0) : store.ZeroExtend(term, width);
    }
}
