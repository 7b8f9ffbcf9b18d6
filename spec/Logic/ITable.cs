namespace Verified.Logic;

/// <summary>
/// An immutable table of words. A table has one or two indices; each index is a word of any width whose value is
/// below the table's size in that dimension (an index out of range is an error of the specification: what is read
/// is then unspecified in proofs, and an exception where the table computes).
/// </summary>
/// <typeparam name="TTable">The implementing type itself.</typeparam>
/// <typeparam name="TWord">The logic's words.</typeparam>
/// <typeparam name="TBool">The logic's truth values.</typeparam>
public interface ITable<TTable, TWord, TBool>
    where TTable : ITable<TTable, TWord, TBool>
    where TWord : IWord<TWord, TBool>
    where TBool : IBool<TBool>
{
    /// <summary>The entry of a one-dimensional table.</summary>
    TWord this[TWord index] { get; }

    /// <summary>The entry of a two-dimensional table.</summary>
    TWord this[TWord row, TWord column] { get; }

    /// <summary>The same table with one entry replaced.</summary>
    TTable With(TWord index, TWord value);

    /// <summary>The same table with one entry replaced.</summary>
    TTable With(TWord row, TWord column, TWord value);

    /// <summary><paramref name="whenTrue"/> if <paramref name="condition"/> holds, else <paramref name="whenFalse"/>.</summary>
    static abstract TTable If(TBool condition, TTable whenTrue, TTable whenFalse);
}
