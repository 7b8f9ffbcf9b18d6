using System.Reflection;
using System.Runtime.CompilerServices;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Replay;

/// <summary>Where a field of a table stands in the kernel's State, and how far apart its entries are.</summary>
/// <param name="Path">The field's path.</param>
/// <param name="Offset">Bytes from the start of State to its first entry.</param>
/// <param name="Dimensions">How many entries there are in each dimension, and the bytes from one to the next.</param>
/// <param name="Bytes">Bytes of an entry.</param>
internal sealed record Place(string Path, int Offset, IReadOnlyList<(int Count, int Stride)> Dimensions, int Bytes)
{
    public int Rows { get; } = Dimensions.Count > 0 ? Dimensions[0].Count : 1;

    public int Columns { get; } = Dimensions.Count > 1 ? Dimensions[1].Count : 1;

    public int RowStride { get; } = Dimensions.Count > 0 ? Dimensions[0].Stride : 0;

    public int ColumnStride { get; } = Dimensions.Count > 1 ? Dimensions[1].Stride : 0;

    public int At(int row, int column) => Offset + (row * RowStride) + (column * ColumnStride);

    /// <summary>The byte behind its last one.</summary>
    public int End => At(Rows - 1, Columns - 1) + Bytes;
}

/// <summary>How the kernel's State is laid out, found by reflection over its blittable structs.</summary>
internal static class Layout
{
    /// <summary>The place of each of the specification's fields, in its order.</summary>
    public static IReadOnlyList<Place> Places { get; } = FindPlaces();

    private static readonly Dictionary<Field, int> Numbers =
        Fields.All.Select((field, number) => (field, number)).ToDictionary(pair => pair.field, pair => pair.number);

    /// <summary>A field's place in the specification's order.</summary>
    public static int NumberOf(Field field) => Numbers[field];

    /// <summary>Bytes of a State.</summary>
    public static int Size { get; } = Unsafe.SizeOf<State>();

    private static List<Place> FindPlaces()
    {
        Dictionary<string, Place> places = Walk(typeof(State), "", 0, []).ToDictionary(place => place.Path);
        return [.. Fields.All.Select(field => places[field.Path])];
    }

    private static IEnumerable<Place> Walk(
        Type type, string path, int offset, IReadOnlyList<(int Count, int Stride)> dimensions)
    {
        if (type.IsPrimitive) return [new(path, offset, dimensions, SizeOf(type))];
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array)
        {
            Type element = Members(type).Single().FieldType;
            return Walk(element, path, offset, [.. dimensions, (array.Length, SizeOf(element))]);
        }

        List<Place> places = [];
        foreach (FieldInfo member in Members(type))
        {
            string name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            places.AddRange(Walk(member.FieldType, name, offset, dimensions));
            offset += SizeOf(member.FieldType);
        }

        return places;
    }

    private static int SizeOf(Type type) =>
        type.IsPrimitive
            ? (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!
            : type.GetCustomAttribute<InlineArrayAttribute>() is { } array
                ? array.Length * SizeOf(Members(type).Single().FieldType)
                : Members(type).Sum(member => SizeOf(member.FieldType));

    private static IEnumerable<FieldInfo> Members(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(member => member.MetadataToken);
}
