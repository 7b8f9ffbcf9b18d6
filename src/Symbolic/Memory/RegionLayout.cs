namespace Verified.Symbolic.Memory;

/// <summary>A dimension of a table: how many entries, and how many bytes from one to the next.</summary>
/// <param name="Count">Entries, a power of two.</param>
/// <param name="Stride">Bytes from one entry to the next.</param>
public readonly record struct Dimension(int Count, ulong Stride)
{
    /// <summary>Bits of an index.</summary>
    public int Bits => System.Numerics.BitOperations.Log2((uint)Count);
}

/// <summary>One primitive field of a region, with the dimensions of the arrays that it is nested in.</summary>
/// <param name="Name">Its dotted path, as <c>Ports.State</c>.</param>
/// <param name="Offset">Bytes from the region's start to the field of the first entries.</param>
/// <param name="Width">Bits: 8, 16, 32 or 64.</param>
/// <param name="Dimensions">From the outermost in; empty for a field that is there once.</param>
public sealed record TableField(string Name, ulong Offset, int Width, IReadOnlyList<Dimension> Dimensions)
{
    /// <summary>
    /// Bits of the array's index: those of all dimensions, the outermost on top; 0 for a single field.
    /// </summary>
    public int IndexWidth => Dimensions.Sum(d => d.Bits);

    /// <summary>The offset of one entry from the region's start.</summary>
    /// <param name="indices">One index a dimension, each below its count.</param>
    public ulong OffsetOf(params ReadOnlySpan<ulong> indices)
    {
        ulong offset = Offset;
        for (int i = 0; i < indices.Length; i++)
            offset += indices[i] * Dimensions[i].Stride;
        return offset;
    }
}

/// <summary>
/// The layout of a region of memory: nested structures and arrays, down to primitive fields. Built from a C# type by
/// <see cref="LayoutReflection"/>, or by hand from <see cref="LayoutNode"/>s.
/// </summary>
public sealed class RegionLayout
{
    private readonly Dictionary<string, TableField> _byName;

    /// <summary>The layout under a root.</summary>
    /// <exception cref="ArgumentException">Two fields have one name, parts overlap, or a count is no power of two.</exception>
    public RegionLayout(LayoutNode root)
    {
        Root = root ?? throw new ArgumentNullException(nameof(root));
        List<TableField> fields = [];
        Collect(root, "", 0, [], fields);
        Fields = fields;
        _byName = fields.ToDictionary(f => f.Name);
    }

    /// <summary>The outermost structure or array.</summary>
    public LayoutNode Root { get; }

    /// <summary>Size in bytes.</summary>
    public ulong Size => Root.Size;

    /// <summary>All primitive fields in the order of their first offsets.</summary>
    public IReadOnlyList<TableField> Fields { get; }

    /// <summary>The field of a name.</summary>
    /// <exception cref="KeyNotFoundException">No such field.</exception>
    public TableField this[string name] => _byName.TryGetValue(name, out TableField? field)
        ? field
        : throw new KeyNotFoundException($"the layout has no field {name}");

    private static void Collect(
        LayoutNode node, string path, ulong offset, IReadOnlyList<Dimension> dimensions, List<TableField> fields)
    {
        switch (node)
        {
            case LayoutArray array:
                // An array of one has no index.
                bool single = array.Count == 1;
                Collect(array.Element, path, offset, single ? dimensions : [.. dimensions, new(array.Count, array.Stride)], fields);
                break;
            case LayoutStruct structure:
                foreach (LayoutMember member in structure.Members)
                {
                    string name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    Collect(member.Node, name, offset + member.Offset, dimensions, fields);
                }
                break;
            case LayoutPrimitive primitive:
                fields.Add(new(path, offset, primitive.Width, dimensions));
                break;
        }
    }
}
