using System.Runtime.CompilerServices;
using System.Threading;

namespace Verified.Kernel;

/// <summary>
/// The contents of the guest frame pool: the one place of the portable kernel that touches memory by address. Guests
/// change these frames under us, so each access is exactly one load, store or locked instruction, never merged,
/// repeated or dropped. A frame is a machine frame number below Limits.Frames, an offset is in bytes, and the access
/// ends within the frame: both are the caller's to see to, and an obligation of the proofs.
/// </summary>
public static unsafe class FrameMemory
{
    /// <summary>Bytes of a frame.</summary>
    public const uint FrameSize = 4096;

    // The address bits of a leaf: as many as there are frames, at most 4 GiB.
    private const uint LeafAddress = (uint)(((ulong)Limits.Frames - 1) << Leaf.FrameShift);

    /// <summary>One load of 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read64(ref State s, uint frame, uint offset) =>
        Volatile.Read(ref *(ulong*)Address(ref s, frame, offset));

    /// <summary>One load of 8 bytes of the frame that a leaf shows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadLeaf64(ref State s, ulong leaf, uint offset) =>
        Volatile.Read(ref *(ulong*)(s.MemoryBase + ((uint)leaf & LeafAddress) + offset));

    /// <summary>One load of 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read32(ref State s, uint frame, uint offset) =>
        Volatile.Read(ref *(uint*)Address(ref s, frame, offset));

    /// <summary>One load of 2 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Read16(ref State s, uint frame, uint offset) =>
        Volatile.Read(ref *(ushort*)Address(ref s, frame, offset));

    /// <summary>One load of 1 byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Read8(ref State s, uint frame, uint offset) =>
        Volatile.Read(ref *(byte*)Address(ref s, frame, offset));

    /// <summary>One store of 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write64(ref State s, uint frame, uint offset, ulong value) =>
        Volatile.Write(ref *(ulong*)Address(ref s, frame, offset), value);

    /// <summary>One store of 4 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write32(ref State s, uint frame, uint offset, uint value) =>
        Volatile.Write(ref *(uint*)Address(ref s, frame, offset), value);

    /// <summary>One store of 1 byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write8(ref State s, uint frame, uint offset, byte value) =>
        Volatile.Write(ref *(byte*)Address(ref s, frame, offset), value);

    /// <summary>
    /// One locked compare-and-swap of 8 bytes: puts <paramref name="value"/> if <paramref name="expected"/> still
    /// stands there, and tells whether it did.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CompareExchange64(ref State s, uint frame, uint offset, ulong expected, ulong value) =>
        Interlocked.CompareExchange(ref *(ulong*)Address(ref s, frame, offset), value, expected) == expected;

    /// <summary>One locked and of 8 bytes: clears the bits that are not in the mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AtomicAnd64(ref State s, uint frame, uint offset, ulong mask) =>
        Interlocked.And(ref *(ulong*)Address(ref s, frame, offset), mask);

    /// <summary>
    /// Copies bytes, at most a frame's, from one place to another that it does not overlap: each byte is read once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref State s, uint sourceFrame, uint sourceOffset, uint frame, uint offset, uint length) =>
        Unsafe.CopyBlockUnaligned(Address(ref s, frame, offset), Address(ref s, sourceFrame, sourceOffset), length);

    /// <summary>Clears the whole frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Zero(ref State s, uint frame) =>
        *(FrameContents*)Address(ref s, frame, 0) = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* Address(ref State s, uint frame, uint offset) =>
        (void*)(s.MemoryBase + ((ulong)frame << 12) + offset);

    /// <summary>A whole frame, so that it is cleared in one step.</summary>
    [InlineArray((int)FrameSize)]
    private struct FrameContents
    {
        private byte _byte;
    }
}
