using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Verified;

/// <summary>The parts of a type that are not in tables which tell of their entries themselves.</summary>
public static class FootprintParts
{
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The entries of a type that tells of them, and how many there are; null for any other type.</summary>
    public static (Type Entry, int Count)? TableOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        FieldInfo[] fields = type.GetFields(AllFields);
        if (fields.Length != 1 || fields[0].FieldType.DeclaringType != type) return null;
        Type items = fields[0].FieldType;
        return items.GetCustomAttribute<InlineArrayAttribute>() is { } array
            ? (items.GetFields(AllFields).Single().FieldType, array.Length)
            : null;
    }

    /// <summary>Where they start and how many bytes they have, neighbours joined.</summary>
    public static (int Offset, int Length)[] Of(Type type)
    {
        List<(int Offset, int Length)> parts = [];
        foreach ((int offset, int length) in Find(type, 0))
        {
            if (parts.Count > 0 && parts[^1].Offset + parts[^1].Length == offset)
                parts[^1] = (parts[^1].Offset, parts[^1].Length + length);
            else
                parts.Add((offset, length));
        }

        return [.. parts];
    }

    /// <summary>Bytes of a blittable type.</summary>
    public static int SizeOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
    }

    private static IEnumerable<(int Offset, int Length)> Find(Type type, int offset)
    {
        if (TableOf(type) is not null) yield break;
        if (type.IsPrimitive || type.GetCustomAttribute<InlineArrayAttribute>() is not null)
        {
            yield return (offset, SizeOf(type));
            yield break;
        }

        foreach (FieldInfo field in type.GetFields(AllFields).OrderBy(field => field.MetadataToken))
        {
            foreach ((int Offset, int Length) part in Find(field.FieldType, offset)) yield return part;
            offset += SizeOf(field.FieldType);
        }
    }
}
