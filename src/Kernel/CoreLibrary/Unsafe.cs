namespace System.Runtime.CompilerServices;

/// <summary>References as addresses. The code generator replaces the bodies marked intrinsic.</summary>
public static unsafe class Unsafe
{
    [Intrinsic]
    public static ref T Add<T>(ref T source, int elementOffset)
        where T : allows ref struct => ref *(T*)((byte*)AsPointer(ref source) + ((nint)elementOffset * sizeof(T)));

    [Intrinsic]
    public static ref T Add<T>(ref T source, nint elementOffset)
        where T : allows ref struct => ref *(T*)((byte*)AsPointer(ref source) + (elementOffset * sizeof(T)));

    [Intrinsic]
    public static ref TTo As<TFrom, TTo>(ref TFrom source)
        where TFrom : allows ref struct
        where TTo : allows ref struct => ref *(TTo*)AsPointer(ref source);

    [Intrinsic]
    public static void* AsPointer<T>(ref readonly T value)
        where T : allows ref struct
    {
        fixed (T* p = &value)
            return p;
    }

    [Intrinsic]
    public static ref T AsRef<T>(scoped ref readonly T source)
        where T : allows ref struct
    {
        fixed (T* p = &source)
            return ref *p;
    }

    [Intrinsic]
    public static ref T AsRef<T>(void* source)
        where T : allows ref struct => ref *(T*)source;

    [Intrinsic]
    public static int SizeOf<T>()
        where T : allows ref struct => sizeof(T);

    // Upwards: what it is used for does not overlap.
    public static void CopyBlockUnaligned(void* destination, void* source, uint byteCount) =>
        CopyBlock(destination, source, byteCount);

    [RuntimeImport("*", "copy_block")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void CopyBlock(void* destination, void* source, uint byteCount);

    // The code generator makes a block operation of it: a loop here could not be told from a call to itself.
    [Intrinsic]
    public static void InitBlockUnaligned(void* startAddress, byte value, uint byteCount) =>
        System.SpanHelpers.Fill(ref *(byte*)startAddress, value, byteCount);
}
