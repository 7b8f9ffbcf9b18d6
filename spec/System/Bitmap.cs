namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Whether bit <paramref name="index"/> is set in a domain's bitmap.</summary>
    private static TBool BitIsSet(SystemState state, Field bits, TWord domain, TWord index) =>
        (state[bits, domain, index >> 6] & Bit(index)) != 0;

    /// <summary>The state with that bit set, and the bit of its word in <paramref name="words"/>.</summary>
    private static SystemState SetBit(SystemState state, Field bits, Field words, TWord domain, TWord index) => state
        .With(bits, domain, index >> 6, state[bits, domain, index >> 6] | Bit(index))
        .With(words, domain, state[words, domain] | Bit(index >> 6));

    /// <summary>The state with that bit clear; if its word is 0 then, the bit of the word is clear too.</summary>
    private static SystemState ClearBit(SystemState state, Field bits, Field words, TWord domain, TWord index)
    {
        TWord word = state[bits, domain, index >> 6] & ~Bit(index);
        TWord others = state[words, domain];
        return state
            .With(bits, domain, index >> 6, word)
            .With(words, domain, If(word == 0, others & ~Bit(index >> 6), others));
    }

    /// <summary>Whether a domain's bitmap has a bit set.</summary>
    private TBool AnyBit(SystemState state, Field bits, TWord domain)
    {
        TBool any = TBool.False;
        for (int w = 0; w < Sizes.Of(bits.Dimensions[1]); w++) any |= state[bits, domain, Number(w)] != 0;
        return any;
    }

    /// <summary>The lowest bit set in a domain's bitmap; meaningless when there is none.</summary>
    private TWord LowestBit(SystemState state, Field bits, TWord domain)
    {
        TWord lowest = Number(0);
        for (int w = Sizes.Of(bits.Dimensions[1]) - 1; w >= 0; w--)
        {
            TWord word = state[bits, domain, Number(w)];
            lowest = If(word != 0, Number(64 * w) + LowestBit(word), lowest);
        }

        return lowest;
    }

    /// <summary>The lowest bit set in a word that is not 0: halves are searched, the lower one first.</summary>
    private static TWord LowestBit(TWord word)
    {
        TWord lowest = Number(0);
        for (int half = 32; half > 0; half /= 2)
        {
            TBool isAbove = (word & ((1UL << half) - 1)) == 0;
            lowest = If(isAbove, lowest + (ulong)half, lowest);
            word = If(isAbove, word >> half, word);
        }

        return lowest;
    }

    private static TWord Bit(TWord index) => TWord.ShiftLeft(Number(1), index & 63);
}
