namespace Verified.Kernel.Machine;

/// <summary>Why a guest's run ended: AMD64 manual vol. 2, appendix C.</summary>
public static class ExitCode
{
    /// <summary>Read of DR0 (DR0 to DR15, then their writes, follow).</summary>
    public const ulong DebugRegisters = 0x20;

    /// <summary>The last of the debug register exits.</summary>
    public const ulong DebugRegistersEnd = 0x3f;

    /// <summary>#DB.</summary>
    public const ulong DebugException = 0x41;

    /// <summary>#AC.</summary>
    public const ulong AlignmentCheck = 0x51;

    /// <summary>#MC.</summary>
    public const ulong MachineCheck = 0x52;

    /// <summary>A physical interrupt.</summary>
    public const ulong Interrupt = 0x60;

    /// <summary>A non-maskable interrupt.</summary>
    public const ulong NonMaskableInterrupt = 0x61;

    /// <summary>RDPMC.</summary>
    public const ulong Rdpmc = 0x6f;

    /// <summary>CPUID.</summary>
    public const ulong Cpuid = 0x72;

    /// <summary>INVD.</summary>
    public const ulong Invd = 0x76;

    /// <summary>HLT.</summary>
    public const ulong Hlt = 0x78;

    /// <summary>INVLPGA.</summary>
    public const ulong Invlpga = 0x7a;

    /// <summary>IN or OUT.</summary>
    public const ulong Io = 0x7b;

    /// <summary>RDMSR or WRMSR.</summary>
    public const ulong Msr = 0x7c;

    /// <summary>The guest shut its processor down (triple fault).</summary>
    public const ulong Shutdown = 0x7f;

    /// <summary>VMRUN. VMMCALL, VMLOAD, VMSAVE, STGI, CLGI and SKINIT follow.</summary>
    public const ulong Vmrun = 0x80;

    /// <summary>VMMCALL.</summary>
    public const ulong Vmmcall = 0x81;

    /// <summary>SKINIT.</summary>
    public const ulong Skinit = 0x86;

    /// <summary>WBINVD.</summary>
    public const ulong Wbinvd = 0x89;

    /// <summary>MONITOR. MWAIT (two), XSETBV and RDPRU follow.</summary>
    public const ulong Monitor = 0x8a;

    /// <summary>XSETBV.</summary>
    public const ulong Xsetbv = 0x8d;

    /// <summary>RDPRU.</summary>
    public const ulong Rdpru = 0x8e;

    /// <summary>Nested page fault: info1 the error code, info2 the guest-physical address.</summary>
    public const ulong NestedPageFault = 0x400;
}
