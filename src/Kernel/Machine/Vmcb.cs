using System.Runtime.InteropServices;

namespace Verified.Kernel.Machine;

/// <summary>A segment register as the VMCB holds it.</summary>
public struct Segment
{
    /// <summary>Selector.</summary>
    public ushort Selector;

    /// <summary>Attributes: bits 55 to 52 and 47 to 40 of the descriptor, packed into 12 bits.</summary>
    public ushort Attributes;

    /// <summary>Limit in bytes.</summary>
    public uint Limit;

    /// <summary>Base.</summary>
    public ulong Base;
}

/// <summary>The virtual machine control block: AMD64 manual vol. 2, appendix B, tables B-1 and B-2.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
public struct Vmcb
{
    /// <summary>Intercepts of control register reads (low half) and writes (high half).</summary>
    [FieldOffset(0x000)]
    public uint InterceptControlRegisters;

    /// <summary>Intercepts of debug register reads (low half) and writes (high half).</summary>
    [FieldOffset(0x004)]
    public uint InterceptDebugRegisters;

    /// <summary>Intercepts of exceptions, by vector.</summary>
    [FieldOffset(0x008)]
    public uint InterceptExceptions;

    /// <summary>Intercepts, first word.</summary>
    [FieldOffset(0x00c)]
    public uint Intercepts3;

    /// <summary>Intercepts, second word.</summary>
    [FieldOffset(0x010)]
    public uint Intercepts4;

    /// <summary>Physical address of the I/O permission map.</summary>
    [FieldOffset(0x040)]
    public ulong IoPermissionMap;

    /// <summary>Physical address of the MSR permission map.</summary>
    [FieldOffset(0x048)]
    public ulong MsrPermissionMap;

    /// <summary>Address space identifier; never 0.</summary>
    [FieldOffset(0x058)]
    public uint Asid;

    /// <summary>What VMRUN does with the TLB: 0 nothing, 1 flush everything.</summary>
    [FieldOffset(0x05c)]
    public uint TlbControl;

    /// <summary>Virtual interrupt: V_IRQ 8, V_INTR_PRIO 16-19, V_IGN_TPR 20, V_INTR_MASKING 24, vector 32-39.</summary>
    [FieldOffset(0x060)]
    public ulong VirtualInterrupt;

    /// <summary>Bit 0: the guest is in an interrupt shadow.</summary>
    [FieldOffset(0x068)]
    public ulong InterruptShadow;

    /// <summary>Why the guest's run ended (appendix C).</summary>
    [FieldOffset(0x070)]
    public ulong ExitCode;

    /// <summary>First particular of the exit.</summary>
    [FieldOffset(0x078)]
    public ulong ExitInfo1;

    /// <summary>Second particular of the exit.</summary>
    [FieldOffset(0x080)]
    public ulong ExitInfo2;

    /// <summary>The event whose delivery the exit interrupted, if bit 31 is set.</summary>
    [FieldOffset(0x088)]
    public ulong ExitInterruptInfo;

    /// <summary>Bit 0: nested paging.</summary>
    [FieldOffset(0x090)]
    public ulong NestedPaging;

    /// <summary>An event to deliver at the next VMRUN.</summary>
    [FieldOffset(0x0a8)]
    public ulong EventInjection;

    /// <summary>Physical address of the nested page tables.</summary>
    [FieldOffset(0x0b0)]
    public ulong NestedCr3;

    /// <summary>Clean bits: always 0, so that the processor reloads everything.</summary>
    [FieldOffset(0x0c0)]
    public uint Clean;

    /// <summary>ES.</summary>
    [FieldOffset(0x400)]
    public Segment Es;

    /// <summary>CS.</summary>
    [FieldOffset(0x410)]
    public Segment Cs;

    /// <summary>SS.</summary>
    [FieldOffset(0x420)]
    public Segment Ss;

    /// <summary>DS.</summary>
    [FieldOffset(0x430)]
    public Segment Ds;

    /// <summary>FS.</summary>
    [FieldOffset(0x440)]
    public Segment Fs;

    /// <summary>GS.</summary>
    [FieldOffset(0x450)]
    public Segment Gs;

    /// <summary>GDTR.</summary>
    [FieldOffset(0x460)]
    public Segment Gdtr;

    /// <summary>LDTR.</summary>
    [FieldOffset(0x470)]
    public Segment Ldtr;

    /// <summary>IDTR.</summary>
    [FieldOffset(0x480)]
    public Segment Idtr;

    /// <summary>TR.</summary>
    [FieldOffset(0x490)]
    public Segment Tr;

    /// <summary>Current privilege level.</summary>
    [FieldOffset(0x4cb)]
    public byte Cpl;

    /// <summary>EFER; SVME must be set while the guest runs.</summary>
    [FieldOffset(0x4d0)]
    public ulong Efer;

    /// <summary>CR4.</summary>
    [FieldOffset(0x548)]
    public ulong Cr4;

    /// <summary>CR3.</summary>
    [FieldOffset(0x550)]
    public ulong Cr3;

    /// <summary>CR0.</summary>
    [FieldOffset(0x558)]
    public ulong Cr0;

    /// <summary>DR7.</summary>
    [FieldOffset(0x560)]
    public ulong Dr7;

    /// <summary>DR6.</summary>
    [FieldOffset(0x568)]
    public ulong Dr6;

    /// <summary>RFLAGS.</summary>
    [FieldOffset(0x570)]
    public ulong Rflags;

    /// <summary>RIP.</summary>
    [FieldOffset(0x578)]
    public ulong Rip;

    /// <summary>RSP.</summary>
    [FieldOffset(0x5d8)]
    public ulong Rsp;

    /// <summary>RAX.</summary>
    [FieldOffset(0x5f8)]
    public ulong Rax;

    /// <summary>The STAR MSR.</summary>
    [FieldOffset(0x600)]
    public ulong Star;

    /// <summary>The LSTAR MSR.</summary>
    [FieldOffset(0x608)]
    public ulong Lstar;

    /// <summary>The CSTAR MSR.</summary>
    [FieldOffset(0x610)]
    public ulong Cstar;

    /// <summary>The SFMASK MSR.</summary>
    [FieldOffset(0x618)]
    public ulong Sfmask;

    /// <summary>The KernelGSBase MSR.</summary>
    [FieldOffset(0x620)]
    public ulong KernelGsBase;

    /// <summary>The SYSENTER_CS MSR.</summary>
    [FieldOffset(0x628)]
    public ulong SysenterCs;

    /// <summary>The SYSENTER_ESP MSR.</summary>
    [FieldOffset(0x630)]
    public ulong SysenterEsp;

    /// <summary>The SYSENTER_EIP MSR.</summary>
    [FieldOffset(0x638)]
    public ulong SysenterEip;

    /// <summary>CR2.</summary>
    [FieldOffset(0x640)]
    public ulong Cr2;

    /// <summary>The PAT MSR, as the guest sees it.</summary>
    [FieldOffset(0x668)]
    public ulong GuestPat;

    /// <summary>Steps over an instruction that was carried out for the guest; an interrupt shadow ends with it.</summary>
    public void StepTo(ulong rip)
    {
        Rip = rip;
        InterruptShadow = 0;
    }
}
