namespace Verified.Symbolic.Terms;

/// <content>Bitwise operators of words.</content>
public sealed partial class TermStore
{
    /// <summary>Bitwise exclusive or.</summary>
    public Term Xor(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.Xor, a.Width, a, b);
        Order(ref a, ref b);
        if (b.IsConstant)
        {
            if (a.IsConstant)
                return Constant(a.Value ^ b.Value, a.Width);
            if (b.IsZero)
                return a;
            if (b.Value == Bits.Mask(a.Width))
                return Complement(a);
            if (a.Kind == TermKind.Xor && a.Second.IsConstant)
                return Xor(a.First, Constant(a.Second.Value ^ b.Value, a.Width));
        }
        return a == b ? Constant(0, a.Width) : Make(TermKind.Xor, a.Width, a, b);
    }

    private Term Complement(Term a)
    {
        CheckWord(a);
        if (_simplify && a.IsConstant)
            return Constant(~a.Value, a.Width);
        if (_simplify && a.Kind == TermKind.Not)
            return a.First;
        return Make(TermKind.Not, a.Width, a);
    }

    private Term BitAnd(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.And, a.Width, a, b);
        Order(ref a, ref b);
        if (b.IsConstant)
            return AndConstant(a, b);
        if ((PossibleOnes(a) & PossibleOnes(b)) == 0)
            return Constant(0, a.Width);
        // Two truth values that code has as words.
        if (Truth(a) is { } first && Truth(b) is { } second)
            return Word(And(first, second), a.Width);
        return a == b ? a : Make(TermKind.And, a.Width, a, b);
    }

    // What a word of 1 or 0 says, if it is one by its form.
    private Term? Truth(Term word)
    {
        if (word.Kind != TermKind.Choice || !word.Second.IsConstant || !word.Third.IsConstant)
            return null;
        if (word.Second.Value == 1 && word.Third.IsZero)
            return word.First;
        return word.Second.IsZero && word.Third.Value == 1 ? Not(word.First) : null;
    }

    private Term AndConstant(Term a, Term b)
    {
        int width = a.Width;
        if (a.IsConstant)
            return Constant(a.Value & b.Value, width);
        UInt128 mask = b.Value & PossibleOnes(a);
        if (mask == PossibleOnes(a))
            return a;
        if (mask == 0)
            return Constant(0, width);
        if (a.Kind == TermKind.And && a.Second.IsConstant)
            return BitAnd(a.First, Constant(a.Second.Value & mask, width));
        // A mask of one run is a field: extraction and shift, which the linear form understands.
        if (Bits.IsRun(mask, out int low, out int length))
            return ShiftLeft(ZeroExtend(Extract(a, low + length - 1, low), width), Constant((UInt128)low, width));
        return Make(TermKind.And, width, a, Constant(mask, width));
    }

    private Term BitOr(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.Or, a.Width, a, b);
        Order(ref a, ref b);
        if (b.IsConstant)
        {
            if (a.IsConstant)
                return Constant(a.Value | b.Value, a.Width);
            if (b.IsZero)
                return a;
            if (b.Value == Bits.Mask(a.Width))
                return b;
            if (a.Kind == TermKind.Or && a.Second.IsConstant)
                return BitOr(a.First, Constant(a.Second.Value | b.Value, a.Width));
        }
        return a == b ? a : Make(TermKind.Or, a.Width, a, b);
    }
}
