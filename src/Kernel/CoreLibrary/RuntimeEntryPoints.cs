using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers
{
    /// <summary>The code generator requires the class to exist.</summary>
    public static class StartupCodeHelpers;

    /// <summary>Where a failed check of generated code ends: in a named panic, never in an exception.</summary>
    public static class ThrowHelpers
    {
        public static void ThrowIndexOutOfRangeException() => Panic(1);

        public static void ThrowOverflowException() => Panic(2);

        public static void ThrowDivideByZeroException() => Panic(3);

        public static void ThrowNullReferenceException() => Panic(4);

        [RuntimeImport("*", "runtime_panic")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void Panic(int code);
    }
}

namespace System
{
    /// <summary>Block copies, looked up by name when structures are assigned.</summary>
    public static class Buffer
    {
        internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint count) =>
            SpanHelpers.Memmove(ref destination, ref source, count);
    }

    /// <summary>Block operations, looked up by name.</summary>
    internal static unsafe class SpanHelpers
    {
        internal static void Memmove(ref byte destination, ref byte source, nuint count)
        {
            fixed (byte* to = &destination)
            fixed (byte* from = &source)
                Move(to, from, count);
        }

        internal static void ClearWithoutReferences(ref byte destination, nuint count)
        {
            fixed (byte* to = &destination)
                Set(to, 0, count);
        }

        internal static void Fill(ref byte destination, byte value, nuint count)
        {
            fixed (byte* to = &destination)
                Set(to, value, count);
        }

        [RuntimeImport("*", "memmove")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void Move(byte* destination, byte* source, nuint count);

        [RuntimeImport("*", "memset")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void Set(byte* destination, int value, nuint count);
    }
}
