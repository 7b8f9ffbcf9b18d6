using Verified.Logic;

namespace Verified.Symbolic.Terms;

/// <content>Parts of words and wider words.</content>
public sealed partial class TermStore
{
    private readonly Dictionary<(int Word, int High, int Low), Term> _extracted = [];

    /// <summary>The bits <paramref name="high"/> to <paramref name="low"/> inclusive.</summary>
    public Term Extract(Term a, int high, int low)
    {
        CheckWord(a);
        if (low < 0 || high < low || high >= a.Width)
            throw new WidthException($"bits {high} to {low} of a word of {a.Width}");
        int width = high - low + 1;
        if (_simplify && width == a.Width)
            return a;
        // Remembered: extraction moves inwards, and shared parts would be walked once for every path.
        if (_extracted.TryGetValue((a.Id, high, low), out Term? known))
            return known;
        Term result = (_simplify ? ExtractSimpler(a, high, low, width) : null)
            ?? Make(new TermKey(TermKind.Extract, width, 0, low, 0, null, a, null, null));
        _extracted[(a.Id, high, low)] = result;
        return result;
    }

    /// <summary>The bits of <paramref name="high"/> above those of <paramref name="low"/>.</summary>
    public Term Concat(Term high, Term low)
    {
        CheckWord(high);
        CheckWord(low);
        int width = high.Width + low.Width;
        CheckWidth(width);
        if (!_simplify)
            return Make(TermKind.Concat, width, high, low);
        if (high.IsConstant && low.IsConstant)
            return Constant((high.Value << low.Width) | low.Value, width);
        if (high.IsZero)
            return ZeroExtend(low, width);
        if (low.IsZero)
            return ShiftLeft(ZeroExtend(high, width), Constant((UInt128)low.Width, width));
        if (Adjacent(high, low))
            return Extract(high.First, high.High, low.Low);
        // To the right, so that neighbours meet and fuse.
        if (high.Kind == TermKind.Concat)
            return Concat(high.First, Concat(high.Second, low));
        if (low.Kind == TermKind.Concat && Adjacent(high, low.First))
            return Concat(Extract(high.First, high.High, low.First.Low), low.Second);
        return Make(TermKind.Concat, width, high, low);
    }

    /// <summary>The same unsigned number in <paramref name="width"/> bits, at least the word's own.</summary>
    public Term ZeroExtend(Term a, int width)
    {
        CheckWord(a);
        CheckExtension(a, width);
        if (width == a.Width)
            return a;
        if (_simplify)
        {
            if (a.IsConstant)
                return Constant(a.Value, width);
            if (a.Kind == TermKind.ZeroExtend)
                return ZeroExtend(a.First, width);
            if (a.Kind == TermKind.Choice && a.Second.IsConstant && a.Third.IsConstant)
                return Choice(a.First, ZeroExtend(a.Second, width), ZeroExtend(a.Third, width));
        }
        return Make(TermKind.ZeroExtend, width, a);
    }

    /// <summary>The same signed number in <paramref name="width"/> bits, at least the word's own.</summary>
    public Term SignExtend(Term a, int width)
    {
        CheckWord(a);
        CheckExtension(a, width);
        if (width == a.Width)
            return a;
        if (_simplify)
        {
            if (a.IsConstant)
                return Constant((UInt128)Bits.Signed(a.Value, a.Width), width);
            if (a.Kind == TermKind.ZeroExtend)
                return ZeroExtend(a.First, width);
            if (a.Kind == TermKind.SignExtend)
                return SignExtend(a.First, width);
            if (a.Kind == TermKind.Choice && a.Second.IsConstant && a.Third.IsConstant)
                return Choice(a.First, SignExtend(a.Second, width), SignExtend(a.Third, width));
        }
        return Make(TermKind.SignExtend, width, a);
    }

    private static bool Adjacent(Term high, Term low) =>
        high.Kind == TermKind.Extract && low.Kind == TermKind.Extract && high.First == low.First
        && high.Low == low.High + 1;

    private static void CheckExtension(Term a, int width)
    {
        CheckWidth(width);
        if (width < a.Width)
            throw new WidthException($"a word of {a.Width} bits extended to {width}");
    }

    private Term? ExtractSimpler(Term a, int high, int low, int width)
    {
        switch (a.Kind)
        {
            case TermKind.Constant:
                return Constant(a.Value >> low, width);
            case TermKind.Extract:
                return Extract(a.First, high + a.Low, low + a.Low);
            case TermKind.Concat:
                return ExtractConcat(a, high, low);
            case TermKind.ZeroExtend:
                return ExtractZeroExtended(a.First, high, low, width);
            case TermKind.SignExtend when high < a.First.Width:
                return Extract(a.First, high, low);
            case TermKind.Choice when a.Second.IsConstant || a.Third.IsConstant:
                return Choice(a.First, Extract(a.Second, high, low), Extract(a.Third, high, low));
            // Chosen in more bits than there are: of what the specification widens, code keeps the low end.
            case TermKind.Choice when low == 0 && (IsWidened(a.Second, width) || IsWidened(a.Third, width)):
                return Choice(a.First, Extract(a.Second, high, low), Extract(a.Third, high, low));
            case TermKind.Not:
                return Not(Extract(a.First, high, low));
            case TermKind.And:
                return And(Extract(a.First, high, low), Extract(a.Second, high, low));
            case TermKind.Or:
                return Or(Extract(a.First, high, low), Extract(a.Second, high, low));
            case TermKind.Xor:
                return Xor(Extract(a.First, high, low), Extract(a.Second, high, low));
            case TermKind.ShiftLeft when a.Second.IsConstant:
                return ExtractShifted(a.First, (int)a.Second.Value, high, low, width);
            // The low end of a sum needs only the low ends.
            case TermKind.Add when low == 0:
                return Add(Extract(a.First, high, 0), Extract(a.Second, high, 0));
            case TermKind.Subtract when low == 0:
                return Subtract(Extract(a.First, high, 0), Extract(a.Second, high, 0));
            case TermKind.Multiply when low == 0:
                return Multiply(Extract(a.First, high, 0), Extract(a.Second, high, 0));
            case TermKind.Negate when low == 0:
                return Negate(Extract(a.First, high, 0));
            default:
                return null;
        }
    }

    private static bool IsWidened(Term a, int from) => a.Kind == TermKind.ZeroExtend && a.First.Width == from;

    private Term ExtractConcat(Term a, int high, int low)
    {
        int border = a.Second.Width;
        if (high < border)
            return Extract(a.Second, high, low);
        if (low >= border)
            return Extract(a.First, high - border, low - border);
        return Concat(Extract(a.First, high - border, 0), Extract(a.Second, border - 1, low));
    }

    private Term ExtractZeroExtended(Term inner, int high, int low, int width)
    {
        if (high < inner.Width)
            return Extract(inner, high, low);
        return low >= inner.Width ? Constant(0, width) : ZeroExtend(Extract(inner, inner.Width - 1, low), width);
    }

    private Term ExtractShifted(Term inner, int bits, int high, int low, int width)
    {
        if (high < bits)
            return Constant(0, width);
        if (low >= bits)
            return Extract(inner, high - bits, low - bits);
        // Part of the zeros, part of the word: kept as a shift in the narrower width, which stays linear.
        Term part = Extract(inner, high - bits, 0);
        return ShiftLeft(ZeroExtend(part, width), Constant((UInt128)(bits - low), width));
    }
}
