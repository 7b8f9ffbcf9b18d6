namespace Verified.Symbolic.Terms;

/// <summary>The operator at the root of a term. Words are bit-vectors, numbers modulo 2^width.</summary>
public enum TermKind
{
    /// <summary>A word or truth value that is known; <see cref="Term.Value"/>.</summary>
    Constant,

    /// <summary>An unknown word or truth value; <see cref="Term.Name"/>.</summary>
    Variable,

    /// <summary>An unknown array from words to words; <see cref="Term.Name"/>.</summary>
    ArrayVariable,

    /// <summary>Negation of a truth value.</summary>
    BoolNot,

    /// <summary>Conjunction.</summary>
    BoolAnd,

    /// <summary>Disjunction.</summary>
    BoolOr,

    /// <summary>Bitwise complement.</summary>
    Not,

    /// <summary>Two's complement.</summary>
    Negate,

    /// <summary>Bitwise and.</summary>
    And,

    /// <summary>Bitwise or.</summary>
    Or,

    /// <summary>Bitwise exclusive or.</summary>
    Xor,

    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Shift towards the high end; zero from the width on.</summary>
    ShiftLeft,

    /// <summary>Shift towards the low end, filling with zeros.</summary>
    ShiftRight,

    /// <summary>Shift towards the low end, filling with the sign.</summary>
    ShiftRightSigned,

    /// <summary>The first operand's bits above the second's.</summary>
    Concat,

    /// <summary>The bits from <see cref="Term.Low"/> on, as many as the term is wide.</summary>
    Extract,

    /// <summary>The same unsigned number in more bits.</summary>
    ZeroExtend,

    /// <summary>The same signed number in more bits.</summary>
    SignExtend,

    /// <summary>The second operand if the first holds, else the third.</summary>
    Choice,

    /// <summary>Equality of two truth values or two words.</summary>
    Equal,

    /// <summary>Unsigned less than.</summary>
    Less,

    /// <summary>Signed less than.</summary>
    LessSigned,

    /// <summary>The entry of an array (first) at an index (second).</summary>
    Select,

    /// <summary>The array (first) with the entry at an index (second) replaced (third).</summary>
    Store,
}
