namespace System;

// The primitive types: their operators are the compiler's, so that little is left to write.

public struct Void;

public struct Boolean;

public struct Char;

public struct SByte;

public struct Byte
{
    public const byte MaxValue = 0xff;
}

public struct Int16;

public struct UInt16
{
    public const ushort MaxValue = 0xffff;
}

public struct Int32
{
    public const int MaxValue = 0x7fff_ffff;
    public const int MinValue = -0x7fff_ffff - 1;
}

public struct UInt32
{
    public const uint MaxValue = 0xffff_ffff;
}

public struct Int64
{
    public const long MaxValue = 0x7fff_ffff_ffff_ffff;
    public const long MinValue = -0x7fff_ffff_ffff_ffff - 1;
}

public struct UInt64
{
    public const ulong MaxValue = 0xffff_ffff_ffff_ffff;
}

public struct IntPtr;

public struct UIntPtr;

public struct Single;

public struct Double;

/// <summary>A value or nothing.</summary>
public struct Nullable<T>
    where T : struct
{
    private readonly bool _hasValue;
    private readonly T _value;

    public Nullable(T value)
    {
        _value = value;
        _hasValue = true;
    }

    public readonly bool HasValue => _hasValue;

    public readonly T GetValueOrDefault() => _value;
}

/// <summary>A pair.</summary>
public struct ValueTuple<T1, T2>
{
    public T1 Item1;
    public T2 Item2;

    public ValueTuple(T1 item1, T2 item2)
    {
        Item1 = item1;
        Item2 = item2;
    }
}
