using Verified.Logic;

namespace Verified.Symbolic.Terms;

/// <content>Comparisons.</content>
public sealed partial class TermStore
{
    /// <summary>Equality of two truth values or two words.</summary>
    public Term Equal(Term a, Term b)
    {
        Own(a);
        Own(b);
        if (a.Width != b.Width || a.IsArray || b.IsArray)
            throw new WidthException(a.Width, b.Width);
        if (!_simplify)
            return Make(TermKind.Equal, 0, a, b);
        if (a == b)
            return True;
        Order(ref a, ref b);
        if (a.IsBoolean)
            return EqualBooleans(a, b);
        if (b.IsConstant && EqualConstant(a, b) is { } simpler)
            return simpler;
        if (a.Kind == TermKind.ZeroExtend && b.Kind == TermKind.ZeroExtend && a.First.Width == b.First.Width)
            return Equal(a.First, b.First);
        if (SurelyDifferent(a, b))
            return False;
        return Make(TermKind.Equal, 0, a, b);
    }

    /// <summary>Unsigned less than.</summary>
    public Term Less(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.Less, 0, a, b);
        if (a == b || b.IsZero)
            return False;
        if (a.IsConstant && b.IsConstant)
            return Constant(a.Value < b.Value);
        if (b.IsConstant && PossibleOnes(a) < b.Value)
            return True;
        if (a.IsConstant && PossibleOnes(b) <= a.Value)
            return False;
        if (b.IsConstant && b.Value == 1)
            return Equal(a, Constant(0, a.Width));
        if (a.IsZero)
            return Not(Equal(b, a));
        if (NarrowPair(ref a, ref b))
            return Less(a, b);
        // c < x is not (x < c + 1): one form for both, so that code and specification share it.
        if (a.IsConstant && a.Value < Bits.Mask(a.Width))
            return Not(Less(b, Constant(a.Value + 1, a.Width)));
        return Make(TermKind.Less, 0, a, b);
    }

    /// <summary>Unsigned at most.</summary>
    public Term AtMost(Term a, Term b) => Not(Less(b, a));

    /// <summary>Signed less than.</summary>
    public Term LessSigned(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.LessSigned, 0, a, b);
        if (a == b)
            return False;
        if (a.IsConstant && b.IsConstant)
            return Constant(Bits.Signed(a.Value, a.Width) < Bits.Signed(b.Value, b.Width));
        // Without sign bits the order is the unsigned one.
        UInt128 sign = UInt128.One << (a.Width - 1);
        if (((PossibleOnes(a) | PossibleOnes(b)) & sign) == 0)
            return Less(a, b);
        return Make(TermKind.LessSigned, 0, a, b);
    }

    private Term EqualBooleans(Term a, Term b)
    {
        if (b.IsConstant)
            return b.IsTrue ? a : Not(a);
        return Opposite(a, b) ? False : Make(TermKind.Equal, 0, a, b);
    }

    private Term? EqualConstant(Term a, Term b)
    {
        if (a.IsConstant)
            return Constant(a.Value == b.Value);
        if ((b.Value & ~PossibleOnes(a)) != 0)
            return False;
        switch (a.Kind)
        {
            case TermKind.Choice when a.Second.IsConstant || a.Third.IsConstant:
                return Choice(a.First, Equal(a.Second, b), Equal(a.Third, b));
            // A count, or one more or less.
            case TermKind.Choice when IsStep(a.Second, a.Third) || IsStep(a.Third, a.Second):
                return Choice(a.First, Equal(a.Second, b), Equal(a.Third, b));
            case TermKind.ZeroExtend:
                return Equal(a.First, Constant(b.Value, a.First.Width));
            case TermKind.Or when b.IsZero:
                return And(Equal(a.First, b), Equal(a.Second, b));
            case TermKind.Add when a.Second.IsConstant:
                return Equal(a.First, Constant(b.Value - a.Second.Value, a.Width));
            case TermKind.Xor when a.Second.IsConstant:
                return Equal(a.First, Constant(b.Value ^ a.Second.Value, a.Width));
            case TermKind.Subtract when b.IsZero:
                return Equal(a.First, a.Second);
            case TermKind.Not:
                return Equal(a.First, Constant(~b.Value, a.Width));
            case TermKind.Negate:
                return Equal(a.First, Constant(UInt128.Zero - b.Value, a.Width));
            case TermKind.ShiftLeft when a.Second.IsConstant:
                return EqualShifted(a.First, (int)a.Second.Value, b.Value);
            default:
                return null;
        }
    }

    private static bool IsStep(Term a, Term from) => a.Kind == TermKind.Add && a.Second.IsConstant && a.First == from;

    private Term EqualShifted(Term inner, int bits, UInt128 value) =>
        Equal(Extract(inner, inner.Width - 1 - bits, 0), Constant(value >> bits, inner.Width - bits));

    private bool SurelyDifferent(Term a, Term b)
    {
        if (Complementary(a, b))
            return true;
        // Words in two parts, as a row and a column: either part decides.
        int border = Border(a) is > 0 and var first ? first : Border(b);
        if (border > 0 && (EndDifferently(a, b, border) || BeginDifferently(a, b, border)))
            return true;
        LinearForm difference = Linear(a).Plus(Linear(b), Bits.Mask(a.Width), a.Width);
        return difference.Atoms.Count == 0 && difference.Constant != 0;
    }

    private static bool Complementary(Term a, Term b) =>
        (a.Kind == TermKind.Not && a.First == b) || (b.Kind == TermKind.Not && b.First == a);

    // How many low bits a word has that are a part of their own: 0 if it is in one piece.
    private static int Border(Term word) => word.Kind switch
    {
        TermKind.Concat => word.Second.Width,
        TermKind.ShiftLeft when word.Second.IsConstant => (int)word.Second.Value,
        _ => 0,
    };

    private bool BeginDifferently(Term a, Term b, int border) =>
        Border(a) == border && Border(b) == border
        && Complementary(Extract(a, a.Width - 1, border), Extract(b, b.Width - 1, border));

    private bool EndDifferently(Term a, Term b, int bits)
    {
        Term x = Extract(a, bits - 1, 0), y = Extract(b, bits - 1, 0);
        return x.IsConstant && y.IsConstant && x != y;
    }

    // Both fit in fewer bits: compare there.
    private bool NarrowPair(ref Term a, ref Term b)
    {
        int width = Math.Max(ExtendedFrom(a), ExtendedFrom(b));
        if (width == 0 || !Fits(a, width) || !Fits(b, width))
            return false;
        a = Extract(a, width - 1, 0);
        b = Extract(b, width - 1, 0);
        return true;

        static int ExtendedFrom(Term t) => t.Kind == TermKind.ZeroExtend ? t.First.Width : 0;
        static bool Fits(Term t, int width) => ExtendedFrom(t) > 0 || (t.IsConstant && t.Value >> width == 0);
    }
}
