using System;
using System.Runtime.CompilerServices;

namespace Verified;

/// <summary>
/// What the kernel touches while it makes a step: every entry of a table that it takes hold of, to read or to write, and
/// every place in guest memory, in order. A thread that wants to know sets <see cref="Log"/>; nothing is told otherwise.
/// </summary>
public static unsafe class Footprint
{
    [ThreadStatic]
    private static FootprintLog? t_log;

    /// <summary>Who is told of this thread's accesses; null for nobody.</summary>
    public static FootprintLog? Log
    {
        get => t_log;
        set => t_log = value;
    }

    /// <summary>An entry of a table, told. The tables of an entry tell themselves: of those nothing is told here.</summary>
    public static ref T At<T>(ref T entry)
        where T : unmanaged
    {
        if (t_log is { } log)
        {
            nint address = (nint)Unsafe.AsPointer(ref entry);
            if (Own<T>.IsOne) log.Add(address, sizeof(T));
            else foreach ((int offset, int length) in Own<T>.Parts) log.Add(address + offset, length);
        }

        return ref entry;
    }

    /// <summary>A place in guest memory, told.</summary>
    internal static void Memory(ulong address, ulong length) => t_log?.AddMemory((nint)address, (int)length);

    private static class Own<T>
        where T : unmanaged
    {
        public static readonly (int Offset, int Length)[] Parts = FootprintParts.Of(typeof(T));

        public static readonly bool IsOne = Parts.Length == 1 && Parts[0].Length == sizeof(T);
    }
}
