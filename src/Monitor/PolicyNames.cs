using System;
using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>The names in a binary policy's names section, for the console; no decision depends on them.</summary>
public static class PolicyNames
{
    /// <summary>Finds the name of a label.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="row">An ssidref, or the row of a resource label.</param>
    /// <param name="name">The name in UTF-8, without control characters.</param>
    /// <returns>
    /// False when the file is no policy, has no names section, or has no such row: then print the row's number.
    /// </returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryFindLabel(ReadOnlySpan<byte> file, uint row, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (PolicyLayout.Read(file, out PolicyLayout layout) != PolicyError.None
            || layout.Names == 0 || row >= layout.SteRows)
            return false;

        PolicyCursor cursor = new(file, layout.Names);
        for (uint i = 0; i <= row; i++)
            name = cursor.Name();

        return !cursor.Failed;
    }

    /// <summary>Finds the row of a label by its name.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="row">The ssidref (or, from the number of VM labels on, the row of a resource label).</param>
    /// <returns>False when the file has no such label or no names section.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryFindRow(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, out uint row)
    {
        row = 0;
        if (PolicyLayout.Read(file, out PolicyLayout layout) != PolicyError.None || layout.Names == 0)
            return false;

        PolicyCursor cursor = new(file, layout.Names);
        for (row = 0; row < layout.SteRows; row++)
        {
            if (Same(cursor.Name(), name))
                return true;
        }

        return false;
    }

    private static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
            return false;

        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
                return false;
        }

        return true;
    }

    /// <summary>Finds the numbers of types, and where the policy's reference stands.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="wallTypes">Chinese Wall types; 0 without that component.</param>
    /// <param name="steTypes">Simple Type Enforcement types.</param>
    /// <param name="reference">The policy's name as the file has it: its counted bytes, padded.</param>
    /// <returns>False when the file is no policy.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(
        ReadOnlySpan<byte> file, out uint wallTypes, out uint steTypes, out ReadOnlySpan<byte> reference)
    {
        bool valid = PolicyLayout.Read(file, out PolicyLayout layout) == PolicyError.None;
        wallTypes = layout.WallTypes;
        steTypes = layout.SteTypes;
        // The first block stands right behind the reference.
        uint end = layout.WallTypes != 0 ? layout.WallMatrix - PolicyFormat.WallHeaderBytes
            : layout.SteMatrix - PolicyFormat.SteHeaderBytes;
        reference = valid ? file.Slice((int)PolicyFormat.HeaderBytes, (int)(end - PolicyFormat.HeaderBytes)) : default;
        return valid;
    }
}
