namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>A set of types, four words of 64: type t is bit t % 64 of word t / 64.</summary>
    /// <param name="Word0">Types 0 to 63.</param>
    /// <param name="Word1">Types 64 to 127.</param>
    /// <param name="Word2">Types 128 to 191.</param>
    /// <param name="Word3">Types 192 to 255.</param>
    public sealed record TypeSet(TWord Word0, TWord Word1, TWord Word2, TWord Word3)
    {
        /// <summary>The set without a type.</summary>
        public static TypeSet Empty { get; } = new(Number(0UL), Number(0UL), Number(0UL), Number(0UL));

        /// <summary>The set in an entry of a table of sets.</summary>
        public static TypeSet Of(SystemState state, IReadOnlyList<Field> words, TWord index) =>
            new(state[words[0], index], state[words[1], index], state[words[2], index], state[words[3], index]);

        /// <summary>The set if a condition holds, else the empty set.</summary>
        public static TypeSet When(TBool condition, TypeSet set) => new(
            If(condition, set.Word0, Number(0UL)),
            If(condition, set.Word1, Number(0UL)),
            If(condition, set.Word2, Number(0UL)),
            If(condition, set.Word3, Number(0UL)));

        /// <summary>The types in both sets.</summary>
        public static TypeSet operator &(TypeSet a, TypeSet b) =>
            new(a.Word0 & b.Word0, a.Word1 & b.Word1, a.Word2 & b.Word2, a.Word3 & b.Word3);

        /// <summary>The types in either set.</summary>
        public static TypeSet operator |(TypeSet a, TypeSet b) =>
            new(a.Word0 | b.Word0, a.Word1 | b.Word1, a.Word2 | b.Word2, a.Word3 | b.Word3);

        /// <summary>Whether the set has no type.</summary>
        public TBool IsEmpty => (Word0 | Word1 | Word2 | Word3) == 0;

        /// <summary>Whether a type is in the set.</summary>
        public TBool Contains(int type) => (this[type / 64] & (1UL << (type % 64))) != 0;

        /// <summary>Whether a type, a number below 256, is in the set.</summary>
        public TBool Contains(TWord type)
        {
            TBool contains = TBool.False;
            for (int w = 0; w < 4; w++) contains |= type >> 6 == (ulong)w & (this[w] & Bit(type)) != 0;
            return contains;
        }

        /// <summary>Whether the set has at most one type: of the words at most one, and in it at most one bit.</summary>
        public TBool HasAtMostOne
        {
            get
            {
                TBool none = Word0 == 0, atMostOne = SingleBit(Word0);
                for (int w = 1; w < 4; w++)
                {
                    TBool empty = this[w] == 0;
                    atMostOne = (atMostOne & empty) | (none & SingleBit(this[w]));
                    none &= empty;
                }

                return atMostOne;
            }
        }

        /// <summary>One of the four words.</summary>
        public TWord this[int word] => word switch { 0 => Word0, 1 => Word1, 2 => Word2, _ => Word3 };

        private static TBool SingleBit(TWord word) => (word & (word - 1)) == 0;
    }
}
