using System.Reflection;
using System.Runtime.CompilerServices;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Tests;

/// <summary>Where a field of a table stands in the kernel's State, found by reflection over its blittable structs.</summary>
internal sealed record FieldPlace(string Path, int Offset, IReadOnlyList<(int Count, int Stride)> Dimensions, int Bytes)
{
    public int Offset2(int row, int column) =>
        Offset
        + (Dimensions.Count > 0 ? row * Dimensions[0].Stride : 0)
        + (Dimensions.Count > 1 ? column * Dimensions[1].Stride : 0);

    public int Rows => Dimensions.Count > 0 ? Dimensions[0].Count : 1;

    public int Columns => Dimensions.Count > 1 ? Dimensions[1].Count : 1;
}

internal static class KernelLayout
{
    /// <summary>Every primitive field of State, in order.</summary>
    public static IReadOnlyList<FieldPlace> Places { get; } = [.. Walk(typeof(State), "", 0, [])];

    private static readonly Dictionary<string, FieldPlace> ByPath = Places.ToDictionary(p => p.Path);

    public static FieldPlace Of(Field field) => ByPath[field.Path];

    public static int SizeOf(Type type) =>
        type.IsPrimitive
            ? (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!
            : type.GetCustomAttribute<InlineArrayAttribute>() is { } array
                ? array.Length * SizeOf(OnlyField(type).FieldType)
                : Fields(type).Sum(f => SizeOf(f.FieldType));

    private static IEnumerable<FieldPlace> Walk(
        Type type, string path, int offset, IReadOnlyList<(int Count, int Stride)> dimensions)
    {
        if (type.IsPrimitive) return [new(path, offset, dimensions, SizeOf(type))];
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array)
        {
            Type element = OnlyField(type).FieldType;
            return Walk(element, path, offset, [.. dimensions, (array.Length, SizeOf(element))]);
        }

        var places = new List<FieldPlace>();
        foreach (FieldInfo field in Fields(type))
        {
            places.AddRange(Walk(field.FieldType, path == "" ? field.Name : $"{path}.{field.Name}", offset, dimensions));
            offset += SizeOf(field.FieldType);
        }

        return places;
    }

    private static FieldInfo OnlyField(Type type) => Fields(type).Single();

    private static IEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(f => f.MetadataToken);
}
