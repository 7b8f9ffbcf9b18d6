using System;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary>Names and numbers of a binary policy: its header, and its names section (PolicyFormat.cs).</summary>
internal static class PolicyWords
{
    private const uint MajorOffset = 32;
    private const uint MinorOffset = 36;

    /// <summary>The policy's name.</summary>
    internal static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> file)
    {
        uint at = PolicyFormat.HeaderBytes;
        uint length = Word(file, at);
        return length == 0 || length > (uint)file.Length - at - 4 ? default : file.Slice((int)at + 4, (int)length - 1);
    }

    /// <summary>The first number of its version.</summary>
    internal static uint Major(ReadOnlySpan<byte> file) => Word(file, MajorOffset);

    /// <summary>The second number of its version.</summary>
    internal static uint Minor(ReadOnlySpan<byte> file) => Word(file, MinorOffset);

    /// <summary>The hash of the XML file that it was made of.</summary>
    internal static ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> file) =>
        file.Slice((int)PolicyFormat.HeaderBytes - StreamLayout.HashSize, StreamLayout.HashSize);

    /// <summary>A name by its place: VM labels, resource labels, types, Chinese Wall types, conflict sets.</summary>
    internal static ReadOnlySpan<byte> At(ReadOnlySpan<byte> file, uint place)
    {
        if (PolicyLayout.Read(file, out PolicyLayout layout) != PolicyError.None || layout.Names == 0)
            return default;
        PolicyCursor cursor = new(file, layout.Names);
        ReadOnlySpan<byte> name = default;
        for (uint i = 0; i <= place; i++)
            name = cursor.Name();
        return name;
    }

    private static uint Word(ReadOnlySpan<byte> file, uint at)
    {
        PolicyCursor cursor = new(file, at);
        return cursor.Word();
    }
}
