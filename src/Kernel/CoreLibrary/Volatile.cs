using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Loads and stores that happen exactly once, where they stand: for memory that a guest or a device shares.
/// (A plain load may be merged with another, or repeated.)
/// </summary>
public static class Volatile
{
    public static byte Read(ref readonly byte location) => As<byte, VolatileByte>(in location).Value;

    public static ushort Read(ref readonly ushort location) => As<ushort, VolatileUInt16>(in location).Value;

    public static uint Read(ref readonly uint location) => As<uint, VolatileUInt32>(in location).Value;

    public static ulong Read(ref readonly ulong location) => (ulong)As<ulong, VolatileUIntPtr>(in location).Value;

    public static void Write(ref byte location, byte value) => As<byte, VolatileByte>(in location).Value = value;

    public static void Write(ref ushort location, ushort value) => As<ushort, VolatileUInt16>(in location).Value = value;

    public static void Write(ref uint location, uint value) => As<uint, VolatileUInt32>(in location).Value = value;

    public static void Write(ref ulong location, ulong value) =>
        As<ulong, VolatileUIntPtr>(in location).Value = (nuint)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref TTo As<TFrom, TTo>(ref readonly TFrom location) =>
        ref Unsafe.As<TFrom, TTo>(ref Unsafe.AsRef(in location));

    private struct VolatileByte
    {
        internal volatile byte Value;
    }

    private struct VolatileUInt16
    {
        internal volatile ushort Value;
    }

    private struct VolatileUInt32
    {
        internal volatile uint Value;
    }

    // C# has no volatile ulong; a native integer is one, and as wide.
    private struct VolatileUIntPtr
    {
        internal volatile nuint Value;
    }
}
