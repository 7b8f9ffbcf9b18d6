namespace Verified.Symbolic.Terms;

/// <content>Which bits of a word can be 1 at all, by its shape.</content>
public sealed partial class TermStore
{
    private readonly Dictionary<int, UInt128> _possibleOnes = [];

    /// <summary>
    /// A mask outside of which every bit of the word is 0; as a number it bounds the word from above.
    /// </summary>
    public UInt128 PossibleOnes(Term word)
    {
        CheckWord(word);
        if (word.IsConstant)
            return word.Value;
        if (_possibleOnes.TryGetValue(word.Id, out UInt128 known))
            return known;
        UInt128 mask = FindPossibleOnes(word) & Bits.Mask(word.Width);
        _possibleOnes[word.Id] = mask;
        return mask;
    }

    private UInt128 FindPossibleOnes(Term word) => word.Kind switch
    {
        TermKind.ZeroExtend => PossibleOnes(word.First),
        TermKind.And => PossibleOnes(word.First) & PossibleOnes(word.Second),
        TermKind.Or or TermKind.Xor => PossibleOnes(word.First) | PossibleOnes(word.Second),
        TermKind.Choice => PossibleOnes(word.Second) | PossibleOnes(word.Third),
        TermKind.Extract => PossibleOnes(word.First) >> word.Low,
        TermKind.Concat => (PossibleOnes(word.First) << word.Second.Width) | PossibleOnes(word.Second),
        TermKind.ShiftLeft when word.Second.IsConstant =>
            word.Second.Value >= (UInt128)word.Width ? 0 : PossibleOnes(word.First) << (int)word.Second.Value,
        TermKind.Add => PossibleOnesOfSum(PossibleOnes(word.First), PossibleOnes(word.Second), word.Width),
        _ => Bits.Mask(word.Width),
    };

    // A sum of small numbers is small: one bit more than the larger of the two.
    private static UInt128 PossibleOnesOfSum(UInt128 a, UInt128 b, int width)
    {
        int bits = 129 - (int)UInt128.LeadingZeroCount(a | b);
        return Bits.Mask(Math.Min(bits, width));
    }
}
