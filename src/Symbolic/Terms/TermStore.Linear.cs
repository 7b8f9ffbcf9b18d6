namespace Verified.Symbolic.Terms;

/// <content>Linear forms, which decide plain equalities and tell what an address is made of.</content>
public sealed partial class TermStore
{
    private static readonly LinearForm Nothing = new(0, []);
    private readonly Dictionary<int, LinearForm> _linear = [];

    /// <summary>The word as a constant plus a sum of multiples of atoms.</summary>
    public LinearForm Linear(Term word)
    {
        CheckWord(word);
        if (_linear.TryGetValue(word.Id, out LinearForm? known))
            return known;
        LinearForm form = FindLinear(word);
        _linear[word.Id] = form;
        return form;
    }

    private LinearForm FindLinear(Term word)
    {
        int width = word.Width;
        switch (word.Kind)
        {
            case TermKind.Constant:
                return new(word.Value, []);
            case TermKind.Add:
                return Linear(word.First).Plus(Linear(word.Second), 1, width);
            // Where no bit can be 1 in both, "or" and "xor" add.
            case TermKind.Or or TermKind.Xor when (PossibleOnes(word.First) & PossibleOnes(word.Second)) == 0:
                return Linear(word.First).Plus(Linear(word.Second), 1, width);
            case TermKind.Subtract:
                return Linear(word.First).Plus(Linear(word.Second), Bits.Mask(width), width);
            case TermKind.Negate:
                return Nothing.Plus(Linear(word.First), Bits.Mask(width), width);
            case TermKind.Multiply when word.Second.IsConstant:
                return Nothing.Plus(Linear(word.First), word.Second.Value, width);
            case TermKind.ShiftLeft when word.Second.IsConstant && word.Second.Value < (UInt128)width:
                return Nothing.Plus(Linear(word.First), UInt128.One << (int)word.Second.Value, width);
            case TermKind.ZeroExtend when LinearInside(word.First, width) is { } inside:
                return inside;
            default:
                return new(0, [new(word, 1)]);
        }
    }

    // zext(x << k) is zext(x) << k when nothing is shifted out; zext(x + y) is the sum when nothing is carried out.
    private LinearForm? LinearInside(Term inner, int width)
    {
        UInt128 limit = Bits.Mask(inner.Width);
        switch (inner.Kind)
        {
            case TermKind.ShiftLeft when inner.Second.IsConstant:
                int bits = (int)inner.Second.Value;
                return PossibleOnes(inner.First) <= limit >> bits
                    ? Nothing.Plus(Linear(ZeroExtend(inner.First, width)), UInt128.One << bits, width)
                    : null;
            case TermKind.Add when inner.Width < 127:
                return PossibleOnes(inner.First) + PossibleOnes(inner.Second) <= limit
                    ? Linear(ZeroExtend(inner.First, width)).Plus(Linear(ZeroExtend(inner.Second, width)), 1, width)
                    : null;
            case TermKind.Or when (PossibleOnes(inner.First) & PossibleOnes(inner.Second)) == 0:
                return Linear(ZeroExtend(inner.First, width)).Plus(Linear(ZeroExtend(inner.Second, width)), 1, width);
            default:
                return null;
        }
    }
}
