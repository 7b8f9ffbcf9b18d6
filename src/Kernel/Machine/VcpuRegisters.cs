using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel.Machine.Protected;

namespace Verified.Kernel.Machine;

/// <summary>
/// The registers of a vCPU that VMRUN does not switch, but for <see cref="ExtendedState"/>. Boot/svm.S knows the offsets.
/// RAX and RSP are in the VMCB. The first five are a hypercall's arguments, in their order
/// (<see cref="VcpuSlot.Request"/>). RBP, R12 to R15 and PKRU are up to date only while the vCPU does not run.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 512)]
public struct VcpuRegisters
{
    /// <summary>RDI.</summary>
    public ulong Rdi;

    /// <summary>RSI.</summary>
    public ulong Rsi;

    /// <summary>RDX.</summary>
    public ulong Rdx;

    /// <summary>R10.</summary>
    public ulong R10;

    /// <summary>R8.</summary>
    public ulong R8;

    /// <summary>RBX.</summary>
    public ulong Rbx;

    /// <summary>RCX.</summary>
    public ulong Rcx;

    /// <summary>R9.</summary>
    public ulong R9;

    /// <summary>R11.</summary>
    public ulong R11;

    /// <summary>RBP.</summary>
    public ulong Rbp;

    /// <summary>R12.</summary>
    public ulong R12;

    /// <summary>R13.</summary>
    public ulong R13;

    /// <summary>R14.</summary>
    public ulong R14;

    /// <summary>R15.</summary>
    public ulong R15;

    /// <summary>PKRU, on processors that have protection keys.</summary>
    public ulong Pkru;

    /// <summary>XCR0: which components of the extended state the guest has enabled.</summary>
    public ulong Xcr0;

    /// <summary>XMM0 between two VMRUNs of one run; 16 bytes.</summary>
    public XmmArea Xmm0;

    /// <summary>XMM8 between two VMRUNs of one run; 16 bytes.</summary>
    public XmmArea Xmm8;

    /// <summary>DR0 to DR3 and DR7, as the guest sees them.</summary>
    public DebugRegisters Debug;
}

/// <summary>An XMM register.</summary>
[InlineArray(2)]
public struct XmmArea
{
    private ulong _word;
}
