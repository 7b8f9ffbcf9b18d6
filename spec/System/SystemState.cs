namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// The state of the hypervisor: a table for every field that has indices, a word for every other. Immutable;
    /// <c>With</c> gives the same state but for one entry.
    /// </summary>
    public sealed class SystemState
    {
        // By the fields' numbers; a field has a table or, without indices, a word.
        private readonly TTable[] _tables;
        private readonly TWord[] _words;

        /// <summary>The state whose tables and words (of their fields' widths) are the given ones.</summary>
        public SystemState(Func<Field, TTable> table, Func<Field, TWord> word)
        {
            _tables = [.. Fields.All.Select(f => f.Dimensions.Count > 0 ? table(f) : default!)];
            _words = [.. Fields.All.Select(f => f.Dimensions.Count == 0 ? word(f) : default!)];
        }

        private SystemState(TTable[] tables, TWord[] words) => (_tables, _words) = (tables, words);

        /// <summary>The number in a field without indices.</summary>
        public TWord this[Field field] => TWord.Extend(_words[field.Number], 64);

        /// <summary>The number in an entry of a field with one index.</summary>
        public TWord this[Field field, TWord index] => TWord.Extend(_tables[field.Number][index], 64);

        /// <summary>The number in an entry of a field with two indices.</summary>
        public TWord this[Field field, TWord row, TWord column] => TWord.Extend(_tables[field.Number][row, column], 64);

        /// <summary>The table of a field with indices, as it is stored.</summary>
        public TTable Table(Field field) => _tables[field.Number];

        /// <summary>The word of a field without indices, as it is stored.</summary>
        public TWord Word(Field field) => _words[field.Number];

        /// <summary>The same state but for a field without indices.</summary>
        public SystemState With(Field field, TWord value) =>
            new(_tables, Replaced(_words, field, Cut(field, value)));

        /// <summary>The same state but for one entry.</summary>
        public SystemState With(Field field, TWord index, TWord value) =>
            new(Replaced(_tables, field, _tables[field.Number].With(index, Cut(field, value))), _words);

        /// <summary>The same state but for one entry.</summary>
        public SystemState With(Field field, TWord row, TWord column, TWord value) =>
            new(Replaced(_tables, field, _tables[field.Number].With(row, column, Cut(field, value))), _words);

        /// <summary>The same state but for one entry, which becomes a constant.</summary>
        public SystemState With(Field field, TWord index, ulong value) => With(field, index, Number(value));

        /// <summary>The same state but for one entry, which becomes a constant.</summary>
        public SystemState With(Field field, TWord row, TWord column, ulong value) =>
            With(field, row, column, Number(value));

        /// <summary>One state or the other, entry for entry.</summary>
        public static SystemState If(TBool condition, SystemState whenTrue, SystemState whenFalse) => new(
            Chosen(whenTrue._tables, whenFalse._tables, (a, b) => TTable.If(condition, a, b)),
            Chosen(whenTrue._words, whenFalse._words, (a, b) => TWord.If(condition, a, b)));

        private static T[] Chosen<T>(T[] whenTrue, T[] whenFalse, Func<T, T, T> choose)
        {
            if (ReferenceEquals(whenTrue, whenFalse)) return whenTrue;
            var chosen = (T[])whenFalse.Clone();
            for (int i = 0; i < chosen.Length; i++)
            {
                if (!EqualityComparer<T>.Default.Equals(whenTrue[i], chosen[i]))
                    chosen[i] = choose(whenTrue[i], chosen[i]);
            }

            return chosen;
        }

        private static T[] Replaced<T>(T[] entries, Field field, T entry)
        {
            var replaced = (T[])entries.Clone();
            replaced[field.Number] = entry;
            return replaced;
        }

        private static TWord Cut(Field field, TWord value) =>
            field.Width == 64 ? value : TWord.Extract(value, field.Width - 1, 0);
    }
}
