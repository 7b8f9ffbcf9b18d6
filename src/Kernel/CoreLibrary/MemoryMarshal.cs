using System.Runtime.CompilerServices;

namespace System.Runtime.InteropServices;

/// <summary>Views of memory by reference and length.</summary>
public static class MemoryMarshal
{
    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) =>
        new(ref Unsafe.AsRef(in reference), length);

    public static ref T GetReference<T>(Span<T> span) => ref span._reference;
}
