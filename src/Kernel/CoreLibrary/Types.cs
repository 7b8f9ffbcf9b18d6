namespace System;

// What the compiler names when it writes metadata; no value of these is ever looked at.

public struct RuntimeTypeHandle
{
    internal nint _value;
}

public struct RuntimeMethodHandle
{
    internal nint _value;
}

public struct RuntimeFieldHandle
{
    internal nint _value;
}

public class Type;

public class RuntimeType : Type;
