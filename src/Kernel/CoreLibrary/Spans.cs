using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>A bounded view of memory; an index outside ends in a named panic.</summary>
public readonly unsafe ref struct Span<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    public Span(void* pointer, int length)
    {
        _reference = ref *(T*)pointer;
        _length = length;
    }

    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public ref T this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_length)
                ThrowHelpers.ThrowIndexOutOfRangeException();
            return ref Unsafe.Add(ref _reference, (nint)(uint)index);
        }
    }

    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public Span<T> Slice(int start) => Slice(start, _length - start);

    public Span<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
            ThrowHelpers.ThrowIndexOutOfRangeException();
        return new Span<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }
}

/// <summary>A bounded view of memory that is only read; an index outside ends in a named panic.</summary>
public readonly unsafe ref struct ReadOnlySpan<T>
{
    internal readonly ref readonly T _reference;
    private readonly int _length;

    public ReadOnlySpan(void* pointer, int length)
    {
        _reference = ref *(T*)pointer;
        _length = length;
    }

    // The two constructors that the compiler uses for "..."u8 and for constant arrays.
    public ReadOnlySpan(T[] array)
    {
        _reference = ref array[0];
        _length = array.Length;
    }

    public ReadOnlySpan(T[] array, int start, int length)
    {
        _reference = ref array[start];
        _length = length;
    }

    internal ReadOnlySpan(ref readonly T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public ref readonly T this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_length)
                ThrowHelpers.ThrowIndexOutOfRangeException();
            return ref Unsafe.Add(ref Unsafe.AsRef(in _reference), (nint)(uint)index);
        }
    }

    public ReadOnlySpan<T> Slice(int start) => Slice(start, _length - start);

    public ReadOnlySpan<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
            ThrowHelpers.ThrowIndexOutOfRangeException();
        return new ReadOnlySpan<T>(ref Unsafe.Add(ref Unsafe.AsRef(in _reference), (nint)(uint)start), length);
    }
}
