namespace System
{
    public class Attribute;

    public enum AttributeTargets
    {
        Assembly = 1,
        Module = 2,
        Class = 4,
        Struct = 8,
        Enum = 16,
        Constructor = 32,
        Method = 64,
        Property = 128,
        Field = 256,
        Event = 512,
        Interface = 1024,
        Parameter = 2048,
        Delegate = 4096,
        ReturnValue = 8192,
        GenericParameter = 16384,
        All = 32767,
    }

    public sealed class AttributeUsageAttribute(AttributeTargets validOn) : Attribute
    {
        public AttributeTargets ValidOn => validOn;

        public bool AllowMultiple { get; set; }

        public bool Inherited { get; set; }
    }

    public sealed class ParamArrayAttribute : Attribute;

    public sealed class FlagsAttribute : Attribute;
}

namespace System.Reflection
{
    public sealed class DefaultMemberAttribute(string memberName) : Attribute
    {
        public string MemberName => memberName;
    }
}

namespace System.Diagnostics
{
    public sealed class DebuggableAttribute(DebuggableAttribute.DebuggingModes modes) : Attribute
    {
        public enum DebuggingModes
        {
            None = 0,
        }

        public DebuggingModes DebuggingFlags => modes;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    public sealed class UnscopedRefAttribute : Attribute;

    public sealed class DoesNotReturnAttribute : Attribute;

    public sealed class SuppressMessageAttribute(string category, string checkId) : Attribute
    {
        public string Category => category;

        public string CheckId => checkId;

        public string? Justification { get; set; }
    }
}

namespace System.Runtime
{
    /// <summary>Gives a static method a link name that assembly can call.</summary>
    public sealed class RuntimeExportAttribute(string entry) : Attribute
    {
        public string EntryPoint => entry;
    }

    /// <summary>Declares a routine written in assembly, by its link name.</summary>
    public sealed class RuntimeImportAttribute(string dllName, string entry) : Attribute
    {
        public string DllName => dllName;

        public string EntryPoint => entry;
    }
}
