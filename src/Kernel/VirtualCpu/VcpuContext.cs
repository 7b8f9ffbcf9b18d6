namespace Verified.Kernel;

/// <summary>
/// A vCPU's registers as set_vcpu_context and get_vcpu_context carry them: little-endian, at these offsets. Control words,
/// intercepts and everything else that is the hypervisor's are not among them.
/// </summary>
public static class VcpuContext
{
    /// <summary>Bytes of a context.</summary>
    public const uint Size = 1408;

    /// <summary>RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP, R8 to R15, 8 bytes each.</summary>
    public const uint General = 0;

    /// <summary>RIP, RFLAGS.</summary>
    public const uint Flow = 128;

    /// <summary>CR0, CR2, CR3, CR4, EFER (without SVME).</summary>
    public const uint Control = 144;

    /// <summary>
    /// ES, CS, SS, DS, FS, GS, LDTR, TR, GDTR, IDTR: u16 selector, u16 attributes, u32 limit, u64 base, as a VMCB has them.
    /// </summary>
    public const uint Segments = 184;

    /// <summary>STAR, LSTAR, CSTAR, SFMASK, KernelGSBase, SYSENTER_CS, SYSENTER_ESP, SYSENTER_EIP, PAT.</summary>
    public const uint Msrs = 344;

    /// <summary>DR6, DR7, PKRU, XCR0.</summary>
    public const uint Others = 416;

    /// <summary>x87, XMM and MXCSR as FXSAVE64 stores them, 512 bytes.</summary>
    public const uint Fx = 448;

    /// <summary>The upper halves of YMM0 to YMM15, 16 bytes each.</summary>
    public const uint Ymm = 960;

    /// <summary>DR0 to DR3.</summary>
    public const uint Breakpoints = 1216;

    /// <summary>The local APIC, as <see cref="LocalApic.StateWord"/> has it; then CR8.</summary>
    public const uint Apic = 1248;
}
