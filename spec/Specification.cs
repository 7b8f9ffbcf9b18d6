using Verified.Logic;

namespace Verified.Spec;

/// <summary>
/// What the hypervisor does and what holds of it, over any logic: with words that compute it is the oracle of the
/// tests, with terms of a solver it is one side of the proofs. Its parts stand in the files of these folders:
/// System (the state), Policy (what may share), Hypercalls (one function an operation), Theorems (what is claimed).
/// <para>All numbers in here are words of 64 bits; a table's fields are widened when read and cut when written.</para>
/// </summary>
/// <typeparam name="TBool">The logic's truth values.</typeparam>
/// <typeparam name="TWord">The logic's words.</typeparam>
/// <typeparam name="TTable">The logic's tables.</typeparam>
/// <param name="sizes">How large the tables are.</param>
public sealed partial class Specification<TBool, TWord, TTable>(Sizes sizes)
    where TBool : IBool<TBool>
    where TWord : IWord<TWord, TBool>
    where TTable : ITable<TTable, TWord, TBool>
{
    /// <summary>How large the tables are.</summary>
    public Sizes Sizes { get; } = sizes;

    private static TWord Number(ulong value) => TWord.Constant(value, 64);

    private static TWord Number(long value) => Number(unchecked((ulong)value));

    private static TBool Implies(TBool premise, TBool conclusion) => TBool.Implies(premise, conclusion);

    private static TWord If(TBool condition, TWord whenTrue, TWord whenFalse) =>
        TWord.If(condition, whenTrue, whenFalse);
}
