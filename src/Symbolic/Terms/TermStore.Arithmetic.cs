namespace Verified.Symbolic.Terms;

/// <content>Sums and products modulo 2^width.</content>
public sealed partial class TermStore
{
    /// <summary>Two's complement.</summary>
    public Term Negate(Term a)
    {
        CheckWord(a);
        if (_simplify && a.IsConstant)
            return Constant(UInt128.Zero - a.Value, a.Width);
        if (_simplify && a.Kind == TermKind.Negate)
            return a.First;
        return Make(TermKind.Negate, a.Width, a);
    }

    /// <summary>Sum.</summary>
    public Term Add(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.Add, a.Width, a, b);
        Order(ref a, ref b);
        if (b.IsConstant)
        {
            if (a.IsConstant)
                return Constant(a.Value + b.Value, a.Width);
            if (b.IsZero)
                return a;
            if (a.Kind == TermKind.Add && a.Second.IsConstant)
                return Add(a.First, Constant(a.Second.Value + b.Value, a.Width));
            return Make(TermKind.Add, a.Width, a, b);
        }
        // Constants float to the end, so that sums of sums fold.
        if (a.Kind == TermKind.Add && a.Second.IsConstant)
            return Add(Add(a.First, b), a.Second);
        if (b.Kind == TermKind.Add && b.Second.IsConstant)
            return Add(Add(a, b.First), b.Second);
        if (b.Kind == TermKind.Negate)
            return Subtract(a, b.First);
        if (a.Kind == TermKind.Negate)
            return Subtract(b, a.First);
        if (b.Kind == TermKind.Subtract && b.Second == a)
            return b.First;
        if (a.Kind == TermKind.Subtract && a.Second == b)
            return a.First;
        return Make(TermKind.Add, a.Width, a, b);
    }

    /// <summary>Difference.</summary>
    public Term Subtract(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.Subtract, a.Width, a, b);
        if (b.IsConstant)
            return Add(a, Constant(UInt128.Zero - b.Value, a.Width));
        if (a == b)
            return Constant(0, a.Width);
        if (a.IsZero)
            return Negate(b);
        LinearForm difference = Linear(a).Plus(Linear(b), Bits.Mask(a.Width), a.Width);
        if (difference.Atoms.Count == 0)
            return Constant(difference.Constant, a.Width);
        return Make(TermKind.Subtract, a.Width, a, b);
    }

    /// <summary>Product.</summary>
    public Term Multiply(Term a, Term b)
    {
        CheckWords(a, b);
        if (!_simplify)
            return Make(TermKind.Multiply, a.Width, a, b);
        Order(ref a, ref b);
        if (b.IsConstant)
        {
            if (a.IsConstant)
                return Constant(a.Value * b.Value, a.Width);
            if (b.IsZero)
                return b;
            int power = Bits.Log2Exact(b.Value);
            if (power >= 0)
                return ShiftLeft(a, Constant((UInt128)power, a.Width));
        }
        return Make(TermKind.Multiply, a.Width, a, b);
    }
}
