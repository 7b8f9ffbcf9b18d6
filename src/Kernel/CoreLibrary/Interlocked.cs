using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Atomic operations. Each is one locked instruction: the code generator replaces the body that calls itself, so it
/// is never run as written.
/// </summary>
public static class Interlocked
{
    [Intrinsic]
    public static int CompareExchange(ref int location1, int value, int comparand) =>
        CompareExchange(ref location1, value, comparand);

    [Intrinsic]
    public static long CompareExchange(ref long location1, long value, long comparand) =>
        CompareExchange(ref location1, value, comparand);

    public static uint CompareExchange(ref uint location1, uint value, uint comparand) =>
        (uint)CompareExchange(ref Unsafe.As<uint, int>(ref location1), (int)value, (int)comparand);

    public static ulong CompareExchange(ref ulong location1, ulong value, ulong comparand) =>
        (ulong)CompareExchange(ref Unsafe.As<ulong, long>(ref location1), (long)value, (long)comparand);

    [Intrinsic]
    public static long And(ref long location1, long value)
    {
        long current = location1;
        while (true)
        {
            long seen = CompareExchange(ref location1, current & value, current);
            if (seen == current)
                return seen;
            current = seen;
        }
    }

    [Intrinsic]
    public static long Or(ref long location1, long value)
    {
        long current = location1;
        while (true)
        {
            long seen = CompareExchange(ref location1, current | value, current);
            if (seen == current)
                return seen;
            current = seen;
        }
    }

    public static ulong And(ref ulong location1, ulong value) =>
        (ulong)And(ref Unsafe.As<ulong, long>(ref location1), (long)value);

    public static ulong Or(ref ulong location1, ulong value) =>
        (ulong)Or(ref Unsafe.As<ulong, long>(ref location1), (long)value);

    [Intrinsic]
    public static long Exchange(ref long location1, long value) => Exchange(ref location1, value);

    public static ulong Exchange(ref ulong location1, ulong value) =>
        (ulong)Exchange(ref Unsafe.As<ulong, long>(ref location1), (long)value);
}
