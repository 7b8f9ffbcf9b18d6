using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Boot;

/// <summary>
/// Where the image's regions stand, as numbers out of memory (layout.S). The addresses of symbols must not be compared
/// or subtracted in C#: the code generator takes them for constants and folds the comparison with values of its own,
/// which have nothing to do with the addresses and differ from build to build.
/// </summary>
internal struct ImageLayout
{
    /// <summary>The code.</summary>
    internal ulong TextStart;

    /// <summary>The constants.</summary>
    internal ulong RodataStart;

    /// <summary>Glue's data.</summary>
    internal ulong DataStart;

    /// <summary>The end of glue's data.</summary>
    internal ulong DataEnd;

    /// <summary>What is read-only once boot has written it.</summary>
    internal ulong SealedStart;

    /// <summary>What is writable behind the gate only.</summary>
    internal ulong ProtectedStart;

    /// <summary>The end of everything that the image takes up.</summary>
    internal ulong ProtectedEnd;

    /// <summary>Bytes that the linker script holds for the state.</summary>
    internal ulong StateSize;

    /// <summary>The end of the stack of what runs in front of the gate.</summary>
    internal ulong GlueStackTop;

    /// <summary>The end of the stack of what runs behind it.</summary>
    internal ulong GateStackTop;

    /// <summary>The one instance, a constant.</summary>
    internal static unsafe ref readonly ImageLayout Instance => ref *(ImageLayout*)(delegate*<void>)&Symbol;

    [RuntimeImport("*", "image_layout")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Symbol();
}
