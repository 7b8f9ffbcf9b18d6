using System.Runtime.InteropServices;

namespace Verified.Symbolic.Tests.Processor;

/// <summary>The registers that the trampoline loads and stores, at fixed offsets; RSP (4) is the test's own but for instructions that use the stack.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ProcessorState
{
    public const int FlagsOffset = 128, VectorOffset = 144;

    public fixed ulong General[16];
    public ulong Flags;
    public ulong Padding;
    public fixed ulong Vector[32];
}
