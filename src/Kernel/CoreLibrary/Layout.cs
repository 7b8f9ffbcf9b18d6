namespace System.Runtime.InteropServices;

public enum UnmanagedType
{
    None = 0,
}

public enum LayoutKind
{
    Sequential = 0,
    Explicit = 2,
    Auto = 3,
}

public enum CharSet
{
    None = 1,
    Ansi = 2,
    Unicode = 3,
    Auto = 4,
}

public sealed class StructLayoutAttribute(LayoutKind layoutKind) : Attribute
{
    public int Size;
    public int Pack;
    public CharSet CharSet;

    public LayoutKind Value => layoutKind;
}

public sealed class FieldOffsetAttribute(int offset) : Attribute
{
    public int Value => offset;
}

public sealed class InAttribute : Attribute;

public sealed class OutAttribute : Attribute;
