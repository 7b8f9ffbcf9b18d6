using System.Reflection;
using System.Runtime.CompilerServices;
using Verified.Kernel;

namespace Verified.Testing;

/// <summary>Names the place of a byte of the state, so that a difference can be read.</summary>
public static class StateMap
{
    /// <summary>The path of the field that holds a byte of the state, such as <c>Ports[1][3].State</c>.</summary>
    /// <param name="offset">Bytes from the start of the state.</param>
    public static string Locate(int offset) => Path(typeof(State), offset);

    private static string Path(Type type, int offset)
    {
        if (type.IsPrimitive)
            return "";

        FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (type.GetCustomAttribute<InlineArrayAttribute>() is not null)
        {
            int stride = Size(fields[0].FieldType);
            return $"[{offset / stride}]" + Dotted(Path(fields[0].FieldType, offset % stride));
        }

        int start = 0;
        foreach (FieldInfo field in fields.OrderBy(field => field.MetadataToken))
        {
            int size = Size(field.FieldType);
            // Every structure of the state declares its padding, so that fields follow each other without gaps.
            if (offset < start + size)
                return field.Name + Dotted(Path(field.FieldType, offset - start));
            start += size;
        }

        throw new ArgumentOutOfRangeException(nameof(offset), offset, $"beyond {type.Name}");
    }

    private static string Dotted(string path) => path.Length == 0 || path[0] == '[' ? path : "." + path;

    private static int Size(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!
        .MakeGenericMethod(type).Invoke(null, null)!;
}
