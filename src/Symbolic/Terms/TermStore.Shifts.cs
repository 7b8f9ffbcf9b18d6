namespace Verified.Symbolic.Terms;

/// <content>Shifts; an amount of the width or more shifts everything out.</content>
public sealed partial class TermStore
{
    /// <summary>Shift towards the high end.</summary>
    public Term ShiftLeft(Term a, Term amount)
    {
        CheckWords(a, amount);
        if (!_simplify || !amount.IsConstant)
            return _simplify && a.IsZero ? a : Make(TermKind.ShiftLeft, a.Width, a, amount);
        int width = a.Width;
        if (amount.Value >= (UInt128)width)
            return Constant(0, width);
        int bits = (int)amount.Value;
        if (bits == 0)
            return a;
        if (a.IsConstant)
            return Constant(a.Value << bits, width);
        if (a.Kind == TermKind.ShiftLeft && a.Second.IsConstant)
            return ShiftLeft(a.First, Constant(a.Second.Value + amount.Value, width));
        return Make(TermKind.ShiftLeft, width, a, amount);
    }

    /// <summary>Shift towards the low end, filling with zeros.</summary>
    public Term ShiftRight(Term a, Term amount)
    {
        CheckWords(a, amount);
        if (!_simplify || !amount.IsConstant)
            return _simplify && a.IsZero ? a : Make(TermKind.ShiftRight, a.Width, a, amount);
        if (amount.Value >= (UInt128)a.Width)
            return Constant(0, a.Width);
        return ZeroExtend(Extract(a, a.Width - 1, (int)amount.Value), a.Width);
    }

    /// <summary>Shift towards the low end, filling with the sign bit.</summary>
    public Term ShiftRightSigned(Term a, Term amount)
    {
        CheckWords(a, amount);
        if (!_simplify || !amount.IsConstant)
            return Make(TermKind.ShiftRightSigned, a.Width, a, amount);
        int bits = (int)UInt128.Min(amount.Value, (UInt128)(a.Width - 1));
        return SignExtend(Extract(a, a.Width - 1, bits), a.Width);
    }
}
