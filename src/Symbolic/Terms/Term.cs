namespace Verified.Symbolic.Terms;

/// <summary>
/// A node of a <see cref="TermStore"/>'s graph: a truth value (width 0), a word (1 to 128 bits) or an array from
/// words to words. Terms of one store are equal iff they are the same object.
/// </summary>
public sealed class Term
{
    internal Term(TermStore store, int id, in TermKey key)
    {
        Store = store;
        Id = id;
        Kind = key.Kind;
        Width = key.Width;
        IndexWidth = key.IndexWidth;
        Low = key.Low;
        Value = key.Value;
        Name = key.Name ?? "";
        First = key.First!;
        Second = key.Second!;
        Third = key.Third!;
        OperandCount = key.Third is not null ? 3 : key.Second is not null ? 2 : key.First is not null ? 1 : 0;
    }

    /// <summary>The store that the term belongs to.</summary>
    public TermStore Store { get; }

    /// <summary>The order of creation in the store, from 0; operands have smaller numbers.</summary>
    public int Id { get; }

    /// <summary>The operator.</summary>
    public TermKind Kind { get; }

    /// <summary>Bits of a word (1 to 128), bits of an array's entries, or 0 for a truth value.</summary>
    public int Width { get; }

    /// <summary>Bits of an array's indices (1 to 128), or 0 when the term is no array.</summary>
    public int IndexWidth { get; }

    /// <summary>The lowest bit that an <see cref="TermKind.Extract"/> takes.</summary>
    public int Low { get; }

    /// <summary>The highest bit that an <see cref="TermKind.Extract"/> takes.</summary>
    public int High => Low + Width - 1;

    /// <summary>The value of a constant: below 2^width; 0 or 1 for a truth value.</summary>
    public UInt128 Value { get; }

    /// <summary>The name of a variable, else empty.</summary>
    public string Name { get; }

    /// <summary>The number of operands, 0 to 3.</summary>
    public int OperandCount { get; }

    /// <summary>The first operand; null where there is none.</summary>
    public Term First { get; }

    /// <summary>The second operand; null where there is none.</summary>
    public Term Second { get; }

    /// <summary>The third operand; null where there is none.</summary>
    public Term Third { get; }

    /// <summary>True for a truth value.</summary>
    public bool IsBoolean => Width == 0;

    /// <summary>True for a word.</summary>
    public bool IsWord => Width > 0 && IndexWidth == 0;

    /// <summary>True for an array.</summary>
    public bool IsArray => IndexWidth > 0;

    /// <summary>True for a known word or truth value.</summary>
    public bool IsConstant => Kind == TermKind.Constant;

    /// <summary>True for the truth value true.</summary>
    public bool IsTrue => IsConstant && Width == 0 && Value == UInt128.One;

    /// <summary>True for the truth value false.</summary>
    public bool IsFalse => IsConstant && Width == 0 && Value == UInt128.Zero;

    /// <summary>True for the constant zero of any width.</summary>
    public bool IsZero => IsConstant && Width > 0 && Value == UInt128.Zero;

    /// <summary>The operand at a place.</summary>
    /// <param name="place">0 to <see cref="OperandCount"/> - 1.</param>
    public Term Operand(int place) => place switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };

    /// <summary>The term as indented-free text for people; deep parts are shown as dots.</summary>
    public override string ToString() => TermText.Brief(this, 6);
}

/// <summary>What makes two terms of a store the same.</summary>
internal readonly record struct TermKey(
    TermKind Kind,
    int Width,
    int IndexWidth,
    int Low,
    UInt128 Value,
    string? Name,
    Term? First,
    Term? Second,
    Term? Third)
{
    /// <summary>Operands by number: a term's own hash is not stable between runs, its number is.</summary>
    public override int GetHashCode() => HashCode.Combine(
        (int)Kind | (Width << 8) | (IndexWidth << 16) | (Low << 24),
        Value,
        Name,
        First?.Id ?? -1,
        Second?.Id ?? -1,
        Third?.Id ?? -1);

    /// <summary>Equal in every part; operands by identity.</summary>
    public bool Equals(TermKey other) =>
        Kind == other.Kind && Width == other.Width && IndexWidth == other.IndexWidth && Low == other.Low
        && ReferenceEquals(First, other.First) && ReferenceEquals(Second, other.Second)
        && ReferenceEquals(Third, other.Third) && Value == other.Value && Name == other.Name;
}
