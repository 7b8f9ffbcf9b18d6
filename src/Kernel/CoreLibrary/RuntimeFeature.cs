namespace System.Runtime.CompilerServices;

/// <summary>What the compiler may rely on: it looks whether the constants exist.</summary>
public static class RuntimeFeature
{
    public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
    public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);
    public const string DefaultImplementationsOfInterfaces = nameof(DefaultImplementationsOfInterfaces);
    public const string ByRefFields = nameof(ByRefFields);
    public const string ByRefLikeGenerics = nameof(ByRefLikeGenerics);
    public const string NumericIntPtr = nameof(NumericIntPtr);
}

/// <summary>Helpers that the code generator replaces.</summary>
public static class RuntimeHelpers
{
    public static int OffsetToStringData => sizeof(long) + sizeof(int);

    [Intrinsic]
    public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle field) => default;
}
