using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>
/// A region of declared tables at a known address: one array term for each primitive field. An address in linear
/// form picks the field by its constant and each index by the multiples of its stride; that every index is below its
/// count becomes an obligation. Accesses may cover parts of a field and several neighbouring fields.
/// </summary>
public sealed class TableMemory : MemoryPart
{
    private readonly Dictionary<string, Term> _values;
    private readonly TableAddress _address;

    /// <summary>Tables whose contents are unknowns, named after the fields.</summary>
    /// <param name="store">Where the terms live.</param>
    /// <param name="layout">The region's layout.</param>
    /// <param name="baseAddress">Where the region stands.</param>
    /// <param name="known">Single fields whose value is known by an invariant, by name.</param>
    public TableMemory(
        TermStore store, RegionLayout layout, ulong baseAddress, IReadOnlyDictionary<string, ulong>? known = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        Layout = layout ?? throw new ArgumentNullException(nameof(layout));
        Base = baseAddress;
        _address = new(layout);
        _values = layout.Fields.ToDictionary(f => f.Name, f => Unknown(store, f));
        foreach ((string name, ulong value) in known ?? new Dictionary<string, ulong>())
            Set(name, store.Constant(value, layout[name].Width));
    }

    private TableMemory(TableMemory other, Dictionary<string, Term> values)
    {
        Layout = other.Layout;
        Base = other.Base;
        _address = other._address;
        _values = values;
    }

    /// <summary>The region's layout.</summary>
    public RegionLayout Layout { get; }

    /// <summary>Where the region stands.</summary>
    public ulong Base { get; }

    /// <summary>A field's contents: an array over all its indices, or a word if it is there once.</summary>
    public Term this[string field] => _values[Layout[field].Name];

    /// <summary>A field with one or two dimensions as a table of the logic.</summary>
    public SymbolicTable Table(string field)
    {
        TableField f = Layout[field];
        return f.Dimensions.Count switch
        {
            1 => new(this[field]),
            2 => new(this[field], f.Dimensions[0].Bits),
            int n => throw new ArgumentException($"{field} has {n} dimensions", nameof(field)),
        };
    }

    /// <summary>A field that is there once, as a word of the logic.</summary>
    public SymbolicWord Word(string field) => new(this[field]);

    /// <summary>Replaces a field's contents.</summary>
    public void Set(string field, Term contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        TableField f = Layout[field];
        if (contents.Width != f.Width || contents.IndexWidth != f.IndexWidth)
            throw new ArgumentException($"contents of {contents.Width} bits, index {contents.IndexWidth}, for {field}", nameof(contents));
        _values[f.Name] = contents;
    }

    /// <summary>
    /// Which entry of a table of structures an address points to; that it is one of the table's becomes an obligation.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="address">The address of an entry's first byte.</param>
    /// <param name="table">The table's path, as <c>Monitor.Policies</c>.</param>
    /// <exception cref="LiftException">It points elsewhere.</exception>
    public Term EntryAt(MachineState state, Term address, string table)
    {
        ArgumentNullException.ThrowIfNull(state);
        IReadOnlyList<TableField> fields =
            [.. Layout.Fields.Where(f => f.Name.StartsWith(table + ".", StringComparison.Ordinal))];
        ulong first = fields.Min(f => f.Offset);
        // A field that is there once an entry: its index is the entry's.
        TableField number = fields.First(f => f.Dimensions.Count == 1);
        Term place = state.Store.Add(address, state.Store.Constant(number.Offset - first, 64));
        TablePiece piece = Pieces(state, place, number.Width / 8).First();
        return piece.Field == number && piece.First == 0 && piece.Index is { } index
            ? index
            : throw new LiftException(state.Rip, $"{address} is no entry of {table}");
    }

    /// <inheritdoc/>
    public override bool Owns(ulong constant) => constant - Base < Layout.Size;

    /// <inheritdoc/>
    public override Term Load(MachineState state, Term address, int bytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        TermStore t = state.Store;
        Term? word = null;
        foreach (TablePiece piece in Pieces(state, address, bytes))
        {
            Term field = Read(t, piece);
            Term part = t.Extract(field, ((piece.First + piece.Bytes) * 8) - 1, piece.First * 8);
            word = word is null ? part : t.Concat(part, word);
        }
        return word!;
    }

    /// <inheritdoc/>
    public override void Store(MachineState state, Term address, Term value)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(value);
        TermStore t = state.Store;
        int done = 0;
        foreach (TablePiece piece in Pieces(state, address, value.Width / 8))
        {
            Term part = t.Extract(value, ((done + piece.Bytes) * 8) - 1, done * 8);
            done += piece.Bytes;
            int below = piece.First * 8, above = below + part.Width;
            if (above < piece.Field.Width)
                part = t.Concat(t.Extract(Read(t, piece), piece.Field.Width - 1, above), part);
            if (below > 0)
                part = t.Concat(part, t.Extract(Read(t, piece), below - 1, 0));
            _values[piece.Field.Name] = piece.Index is null ? part : t.Store(this[piece.Field.Name], piece.Index, part);
        }
    }

    /// <inheritdoc/>
    public override MemoryPart Fork() => new TableMemory(this, new(_values));

    /// <inheritdoc/>
    public override MemoryPart Merge(Term condition, MemoryPart other)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Dictionary<string, Term> theirs = ((TableMemory)other)._values;
        return new TableMemory(
            this, _values.ToDictionary(v => v.Key, v => condition.Store.Choice(condition, v.Value, theirs[v.Key])));
    }

    private static Term Unknown(TermStore store, TableField field) => field.IndexWidth == 0
        ? store.Variable(field.Name, field.Width)
        : store.ArrayVariable(field.Name, field.IndexWidth, field.Width);

    private Term Read(TermStore t, TablePiece piece) =>
        piece.Index is null ? this[piece.Field.Name] : t.Select(this[piece.Field.Name], piece.Index);

    private IEnumerable<TablePiece> Pieces(MachineState state, Term address, int bytes) =>
        _address.Resolve(state, state.Store.Subtract(address, state.Store.Constant(Base, 64)), bytes);
}
