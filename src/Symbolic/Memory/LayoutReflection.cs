using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Symbolic.Memory;

/// <summary>
/// Layouts of blittable C# structures: <see cref="InlineArrayAttribute"/> gives a dimension, a structure its fields in
/// sequence with natural alignment. Every structure's size is checked against the runtime's.
/// </summary>
public static class LayoutReflection
{
    private static readonly MethodInfo SizeOfMethod =
        typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf), BindingFlags.Public | BindingFlags.Static)!;

    /// <summary>
    /// The layout of a structure; private fields included, so that every byte that code touches has a name.
    /// </summary>
    /// <exception cref="ArgumentException">The type is not blittable, or its layout is not the expected one.</exception>
    public static RegionLayout Of(Type type) => new(Node(type));

    private static LayoutNode Node(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (Width(type) is { } width)
            return new LayoutPrimitive(width);
        if (!type.IsValueType)
            throw new ArgumentException($"{type} is no blittable structure", nameof(type));
        FieldInfo[] fields = [.. type
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(f => f.MetadataToken)];
        LayoutNode node = type.GetCustomAttribute<InlineArrayAttribute>() is { } array
            ? new LayoutArray(Node(fields[0].FieldType), array.Length)
            : Structure(type, fields);
        ulong size = (ulong)(int)SizeOfMethod.MakeGenericMethod(type).Invoke(null, null)!;
        return node.Size == size
            ? node
            : throw new ArgumentException($"{type}: {size} bytes at run time, {node.Size} by its fields", nameof(type));
    }

    private static LayoutStruct Structure(Type type, FieldInfo[] fields)
    {
        int pack = type.StructLayoutAttribute is { Pack: > 0 } attribute ? attribute.Pack : 8;
        List<LayoutMember> members = [];
        ulong end = 0, alignment = 1;
        foreach (FieldInfo field in fields)
        {
            LayoutNode node = Node(field.FieldType);
            ulong unit = Math.Min(Alignment(node), (ulong)pack);
            ulong offset = field.GetCustomAttribute<FieldOffsetAttribute>() is { } fixedOffset
                ? (ulong)fixedOffset.Value
                : (end + unit - 1) / unit * unit;
            members.Add(new(field.Name, offset, node));
            end = Math.Max(end, offset + node.Size);
            alignment = Math.Max(alignment, unit);
        }
        ulong size = (end + alignment - 1) / alignment * alignment;
        if (type.StructLayoutAttribute is { Size: > 0 } sized)
            size = Math.Max(size, (ulong)sized.Size);
        return new(size, [.. members.OrderBy(m => m.Offset)]);
    }

    private static ulong Alignment(LayoutNode node) => node switch
    {
        LayoutArray array => Alignment(array.Element),
        LayoutStruct structure => structure.Members.Select(m => Alignment(m.Node)).DefaultIfEmpty(1ul).Max(),
        _ => node.Size,
    };

    private static int? Width(Type type)
    {
        if (type.IsEnum)
            return Width(Enum.GetUnderlyingType(type));
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint))
            return 64;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 8,
            TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 16,
            TypeCode.Int32 or TypeCode.UInt32 => 32,
            TypeCode.Int64 or TypeCode.UInt64 => 64,
            _ => null,
        };
    }
}
