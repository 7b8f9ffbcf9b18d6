using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// The specification's state over arrays of terms: one array a field, its index as wide as the sizes need, the row's
/// bits above the column's; a field without indices is a word.
/// </summary>
public static class SymbolicTables
{
    /// <summary>The bits that an index of this dimension needs.</summary>
    public static int Bits(Sizes sizes, Dimension dimension)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return Math.Max(1, System.Numerics.BitOperations.Log2((uint)sizes.Of(dimension)));
    }

    /// <summary>The bits of a field's whole index.</summary>
    public static int IndexBits(Sizes sizes, Field field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Dimensions.Sum(dimension => Bits(sizes, dimension));
    }

    /// <summary>The state that an array a field (a word, for fields without indices) stands for.</summary>
    public static SymbolicSpecification.SystemState State(Sizes sizes, Func<Field, Term> termOf) => new(
        field => new SymbolicTable(termOf(field), field.Dimensions.Count == 2 ? Bits(sizes, field.Dimensions[0]) : 0),
        field => new SymbolicWord(termOf(field)));

    /// <summary>A field's array or word in a state.</summary>
    public static Term Term(SymbolicSpecification.SystemState state, Field field, TermStore store)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(field);
        return field.Dimensions.Count == 0 ? state.Word(field).ToTerm(store) : state.Table(field).Array;
    }
}
