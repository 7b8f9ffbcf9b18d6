namespace System.Runtime.CompilerServices;

// Attributes that the compiler writes or reads.

public sealed class IntrinsicAttribute : Attribute;

public sealed class FixedBufferAttribute(Type elementType, int length) : Attribute
{
    public Type ElementType => elementType;

    public int Length => length;
}

public sealed class UnsafeValueTypeAttribute : Attribute;

public sealed class IsByRefLikeAttribute : Attribute;

public sealed class InlineArrayAttribute(int length) : Attribute
{
    public int Length => length;
}

public sealed class CompilerGeneratedAttribute : Attribute;

public sealed class CompilationRelaxationsAttribute(int relaxations) : Attribute
{
    public int CompilationRelaxations => relaxations;
}

public sealed class RuntimeCompatibilityAttribute : Attribute
{
    public bool WrapNonExceptionThrows { get; set; }
}

public sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName => featureName;
}

public sealed class ExtensionAttribute : Attribute;

public sealed class TupleElementNamesAttribute(string?[] transformNames) : Attribute
{
    public string?[] TransformNames => transformNames;
}

public static class IsExternalInit;

public static class IsVolatile;

public enum MethodImplOptions
{
    NoInlining = 8,
    NoOptimization = 64,
    AggressiveInlining = 256,
    InternalCall = 4096,
}

public sealed class MethodImplAttribute(MethodImplOptions options) : Attribute
{
    public MethodImplOptions Value => options;
}

public sealed class SkipLocalsInitAttribute : Attribute;
