using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace System.Numerics
{
    /// <summary>Bit counting.</summary>
    public static class BitOperations
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : (int)X86Base.X64.BitScanForward(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int TrailingZeroCount(uint value) => value == 0 ? 32 : (int)X86Base.BitScanForward(value);
    }
}

namespace System.Runtime.Intrinsics.X86
{
    /// <summary>Instructions that every x86-64 processor has.</summary>
    public abstract class X86Base
    {
        [Intrinsic]
        public static uint BitScanForward(uint value) => BitScanForward(value);

        /// <summary>The 64-bit forms.</summary>
        public abstract class X64
        {
            [Intrinsic]
            public static ulong BitScanForward(ulong value) => BitScanForward(value);
        }
    }
}
