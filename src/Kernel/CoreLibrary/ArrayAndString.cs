using System.Runtime.CompilerServices;

namespace System;

/// <summary>An array. None is ever allocated: there is no heap.</summary>
public abstract class Array
{
    internal int _length;

    public int Length => _length;
}

/// <summary>The shape of a vector that the code generator asks for by name.</summary>
public class Array<T> : Array;

/// <summary>A string. Only literals in attributes exist: text is bytes (<c>"..."u8</c>).</summary>
public sealed class String
{
    internal readonly int _stringLength;
    internal readonly char _firstChar;

    public int Length
    {
        [Intrinsic]
        get => _stringLength;
    }
}
