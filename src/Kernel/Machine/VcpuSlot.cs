using System.Runtime.InteropServices;
using Verified.Kernel.Machine.Protected;

namespace Verified.Kernel.Machine;

/// <summary>
/// A vCPU as the processor and Boot/svm.S know it: two pages, so that one register addresses everything at an exit.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 8192)]
public unsafe struct VcpuSlot
{
    /// <summary>
    /// Its control block; at a page boundary. FS, GS, TR, LDTR and the MSRs that VMLOAD loads are up to date only while the
    /// vCPU does not run.
    /// </summary>
    [FieldOffset(0)]
    public Vmcb Vmcb;

    /// <summary>Its other registers.</summary>
    [FieldOffset(4096 + 512)]
    public VcpuRegisters Registers;

    /// <summary>What the hypercall that is being carried out asks of the machine.</summary>
    [FieldOffset(4096 + 1024)]
    public CallEffect Effect;

    /// <summary>Whose vCPU it is, below <see cref="Limits.Domains"/>.</summary>
    [FieldOffset(4096 + 1024 + 64)]
    public uint Domain;

    /// <summary>Its domain's entry in the state.</summary>
    [FieldOffset(4096 + 1024 + 72)]
    public Domain* DomainEntry;

    /// <summary>Its entry in the state.</summary>
    [FieldOffset(4096 + 1024 + 80)]
    public Vcpu* VcpuEntry;

    /// <summary>Its local APIC.</summary>
    [FieldOffset(4096 + 1024 + 128)]
    public LocalApic Apic;

    /// <summary>Statistics.</summary>
    [FieldOffset(4096 + 1024 + 512)]
    public ExitCounts Exits;

    /// <summary>Its x87, XMM and YMM, up to date only while the vCPU does not run; at a multiple of 64.</summary>
    [FieldOffset(4096 + 2048)]
    public ExtendedState Extended;

    /// <summary>
    /// The same bytes as a hypercall of 64-bit code: the mode from CS on, RAX, and the registers of the arguments.
    /// </summary>
    [FieldOffset(0x410)]
    public HypercallRequest Request;
}
