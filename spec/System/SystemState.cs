using System.Collections.Immutable;

namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// The state of the hypervisor: a table for every field that has indices, a word for every other. Immutable;
    /// <c>With</c> gives the same state but for one entry.
    /// </summary>
    public sealed class SystemState
    {
        private readonly ImmutableDictionary<Field, TTable> _tables;
        private readonly ImmutableDictionary<Field, TWord> _words;

        /// <summary>The state whose tables and words (of their fields' widths) are the given ones.</summary>
        public SystemState(Func<Field, TTable> table, Func<Field, TWord> word)
        {
            _tables = Fields.All.Where(f => f.Dimensions.Count > 0).ToImmutableDictionary(f => f, table);
            _words = Fields.All.Where(f => f.Dimensions.Count == 0).ToImmutableDictionary(f => f, word);
        }

        private SystemState(ImmutableDictionary<Field, TTable> tables, ImmutableDictionary<Field, TWord> words) =>
            (_tables, _words) = (tables, words);

        /// <summary>The number in a field without indices.</summary>
        public TWord this[Field field] => TWord.Extend(_words[field], 64);

        /// <summary>The number in an entry of a field with one index.</summary>
        public TWord this[Field field, TWord index] => TWord.Extend(_tables[field][index], 64);

        /// <summary>The number in an entry of a field with two indices.</summary>
        public TWord this[Field field, TWord row, TWord column] => TWord.Extend(_tables[field][row, column], 64);

        /// <summary>The table of a field with indices, as it is stored.</summary>
        public TTable Table(Field field) => _tables[field];

        /// <summary>The word of a field without indices, as it is stored.</summary>
        public TWord Word(Field field) => _words[field];

        /// <summary>The same state but for a field without indices.</summary>
        public SystemState With(Field field, TWord value) =>
            new(_tables, _words.SetItem(field, Cut(field, value)));

        /// <summary>The same state but for one entry.</summary>
        public SystemState With(Field field, TWord index, TWord value) =>
            new(_tables.SetItem(field, _tables[field].With(index, Cut(field, value))), _words);

        /// <summary>The same state but for one entry.</summary>
        public SystemState With(Field field, TWord row, TWord column, TWord value) =>
            new(_tables.SetItem(field, _tables[field].With(row, column, Cut(field, value))), _words);

        /// <summary>The same state but for one entry, which becomes a constant.</summary>
        public SystemState With(Field field, TWord index, ulong value) => With(field, index, Number(value));

        /// <summary>The same state but for one entry, which becomes a constant.</summary>
        public SystemState With(Field field, TWord row, TWord column, ulong value) =>
            With(field, row, column, Number(value));

        /// <summary>One state or the other, entry for entry.</summary>
        public static SystemState If(TBool condition, SystemState whenTrue, SystemState whenFalse)
        {
            var tables = whenFalse._tables.ToBuilder();
            foreach ((Field field, TTable table) in whenTrue._tables)
            {
                if (!Equals(table, tables[field])) tables[field] = TTable.If(condition, table, tables[field]);
            }

            var words = whenFalse._words.ToBuilder();
            foreach ((Field field, TWord word) in whenTrue._words)
            {
                words[field] = TWord.If(condition, word, words[field]);
            }

            return new(tables.ToImmutable(), words.ToImmutable());
        }

        private static TWord Cut(Field field, TWord value) =>
            field.Width == 64 ? value : TWord.Extract(value, field.Width - 1, 0);
    }
}
