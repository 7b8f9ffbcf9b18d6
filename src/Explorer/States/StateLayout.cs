using System.Reflection;
using System.Runtime.CompilerServices;
using Verified.Kernel;
using Verified.Monitor;
using Verified.Spec;

namespace Verified.Explorer.States;

/// <summary>A run of bytes of the kernel's State.</summary>
/// <param name="Offset">Where it starts.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Domain">The domain whose row of a table it is, if it is one's.</param>
/// <param name="IsMonitor">Whether it belongs to the reference monitor.</param>
internal readonly record struct Piece(int Offset, int Length, int? Domain, bool IsMonitor);

/// <summary>Where a field of a table stands in the kernel's State, and how far apart its entries are.</summary>
internal sealed record Place(string Path, int Offset, IReadOnlyList<(int Count, int Stride)> Dimensions, int Bytes)
{
    public int Rows => Dimensions.Count > 0 ? Dimensions[0].Count : 1;

    public int Columns => Dimensions.Count > 1 ? Dimensions[1].Count : 1;

    public int At(int row, int column) =>
        Offset
        + (Dimensions.Count > 0 ? row * Dimensions[0].Stride : 0)
        + (Dimensions.Count > 1 ? column * Dimensions[1].Stride : 0);
}

/// <summary>
/// How the kernel's State is laid out, found by reflection over its blittable structs: the fields that the
/// specification knows, and the pieces of which a record is made; statistics are no part of a state.
/// </summary>
internal static class StateLayout
{
    private static readonly Dictionary<string, Place> Places =
        Walk(typeof(State), "", 0, []).ToDictionary(place => place.Path);

    /// <summary>Bytes of a State.</summary>
    public static int Size { get; } = Unsafe.SizeOf<State>();

    /// <summary>The pieces that make up a state: a table's row for each domain, else a table or word as a whole.</summary>
    public static IReadOnlyList<Piece> Pieces { get; } =
        [.. Split(typeof(State), 0).Where(piece => Specified.Any(place => Overlaps(place, piece)))];

    private static IEnumerable<Place> Specified => Fields.All.Select(Of);

    /// <summary>The place of a field.</summary>
    public static Place Of(Field field) => Places[field.Path];

    /// <summary>Where a member of State, or of the monitor's, starts and how many bytes it has.</summary>
    public static (int Offset, int Length) MemberOf(string path) =>
        Members(typeof(State), 0)
            .SelectMany(m => m.Type == typeof(MonitorState)
                ? Members(m.Type, m.Offset).Select(inner => inner with { Name = $"{m.Name}.{inner.Name}" })
                : [m])
            .Where(m => m.Name == path)
            .Select(m => (m.Offset, SizeOf(m.Type)))
            .Single();

    /// <summary>Whether some entry of a field stands in a piece.</summary>
    public static bool Overlaps(Place place, Piece piece)
    {
        for (int row = 0; row < place.Rows; row++)
        {
            int start = place.At(row, 0), end = place.At(row, place.Columns - 1) + place.Bytes;
            if (start < piece.Offset + piece.Length && end > piece.Offset) return true;
        }

        return false;
    }

    private static IEnumerable<Piece> Split(Type type, int offset)
    {
        if (type == typeof(MonitorState)) return [new(offset, SizeOf(type), null, true)];
        if (ArrayOf(type) is { Count: Limits.Domains } array)
        {
            int stride = SizeOf(array.Entry);
            return Enumerable.Range(0, array.Count)
                .Select(row => new Piece(offset + row * stride, stride, row, false));
        }

        return type == typeof(State)
            ? Members(type, offset).SelectMany(member => Split(member.Type, member.Offset))
            : [new(offset, SizeOf(type), null, false)];
    }

    private static IEnumerable<Place> Walk(
        Type type, string path, int offset, IReadOnlyList<(int Count, int Stride)> dimensions)
    {
        if (type.IsPrimitive) return [new(path, offset, dimensions, SizeOf(type))];
        if (ArrayOf(type) is { } array)
            return Walk(array.Entry, path, offset, [.. dimensions, (array.Count, SizeOf(array.Entry))]);

        return Members(type, offset).SelectMany(member =>
            Walk(member.Type, path == "" ? member.Name : $"{path}.{member.Name}", member.Offset, dimensions));
    }

    private static IEnumerable<(string Name, Type Type, int Offset)> Members(Type type, int offset)
    {
        foreach (FieldInfo field in FieldsOf(type))
        {
            int size = SizeOf(field.FieldType);
            yield return (field.Name, field.FieldType, offset);
            offset += size;
        }
    }

    private static int SizeOf(Type type) =>
        type.IsPrimitive
            ? (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!
            : ArrayOf(type) is { } array
                ? array.Count * SizeOf(array.Entry)
                : FieldsOf(type).Sum(field => SizeOf(field.FieldType));

    // A table that tells of its entries, or one that does not.
    private static (Type Entry, int Count)? ArrayOf(Type type) =>
        FootprintParts.TableOf(type)
        ?? (type.GetCustomAttribute<InlineArrayAttribute>() is { } array
            ? (FieldsOf(type).Single().FieldType, array.Length)
            : null);

    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(field => field.MetadataToken);
}
