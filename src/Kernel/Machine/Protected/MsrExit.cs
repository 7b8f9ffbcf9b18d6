using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>RDMSR and WRMSR: every one exits. Those that the VMCB holds, and Xen's hypercall page; else #GP.</summary>
public static class MsrExit
{
    /// <summary>The MSR whose write fills a hypercall page (CPUID leaf 0x40000002).</summary>
    public const uint HypercallPage = 0x4000_0000;

    private const uint InstructionLength = 2;
    private const uint TimeStampCounter = 0x10;
    private const uint SysenterCs = 0x174;
    private const uint SysenterEsp = 0x175;
    private const uint SysenterEip = 0x176;
    private const uint Pat = 0x277;
    private const uint Efer = 0xc000_0080;

    // Read without asking by kernels that see this vendor's processor: no microcode, nothing configured.
    private const uint PatchLevel = 0x8b;
    private const uint HardwareConfiguration = 0xc001_0015;
    private const uint InterruptPending = 0xc001_0055;
    private const uint Star = 0xc000_0081;
    private const uint Lstar = 0xc000_0082;
    private const uint Cstar = 0xc000_0083;
    private const uint Sfmask = 0xc000_0084;
    private const uint FsBase = 0xc000_0100;
    private const uint GsBase = 0xc000_0101;
    private const uint KernelGsBase = 0xc000_0102;

    // EFER: SCE, LME and NXE are the guest's to set; LMA follows paging.
    private const ulong EferGuest = (1 << 0) | (1 << 8) | (1 << 11);
    private const ulong EferLongModeActive = 1 << 10;
    private const ulong EferLongModeEnable = 1 << 8;
    private const ulong Cr0Paging = 1UL << 31;

    /// <summary>
    /// Carries the instruction out, or raises #GP. Most of the MSRs are in the processor between two VMRUNs: the VMCB is
    /// brought up to date before, and the processor after.
    /// </summary>
    public static unsafe void Handle(ref State s, VcpuSlot* slot)
    {
        uint msr = (uint)slot->Registers.Rcx;
        if (msr == LocalApic.BaseMsr || msr - LocalApic.First < LocalApic.End - LocalApic.First)
        {
            CarryApic(slot, msr);
            return;
        }

        SaveGuestState(slot);
        Carry(ref s, ref slot->Vmcb, ref slot->Registers, slot->Domain);
        LoadGuestState(slot);
    }

    /// <summary>A register of the local APIC, which the processor has none of.</summary>
    private static unsafe void CarryApic(VcpuSlot* slot, uint msr)
    {
        bool known;
        // First what the processor has taken meanwhile.
        ApicEvents.Offer(slot);
        if (slot->Vmcb.ExitInfo1 == 0)
        {
            known = slot->Apic.TryRead(msr, out ulong value);
            if (known)
            {
                slot->Vmcb.Rax = (uint)value;
                slot->Registers.Rdx = value >> 32;
            }
        }
        else
        {
            known = slot->Apic.TryWrite(msr, (slot->Registers.Rdx << 32) | (uint)slot->Vmcb.Rax);
            ApicEvents.Offer(slot);
        }

        if (known)
            slot->Vmcb.StepTo(slot->Vmcb.Rip + InstructionLength);
        else
            GuestEvents.RaiseWithError(ref slot->Vmcb, GuestEvents.GeneralProtection);
    }

    private static void Carry(ref State s, ref Vmcb vmcb, ref VcpuRegisters registers, uint domain)
    {
        uint msr = (uint)registers.Rcx;
        bool known;
        if (vmcb.ExitInfo1 == 0)
        {
            known = Read(ref vmcb, msr, out ulong value);
            if (known)
            {
                vmcb.Rax = (uint)value;
                registers.Rdx = value >> 32;
            }
        }
        else
        {
            ulong value = (registers.Rdx << 32) | (uint)vmcb.Rax;
            known = msr == HypercallPage ? FillHypercallPage(ref s, domain, value) : Write(ref vmcb, msr, value);
        }

        if (known)
            vmcb.StepTo(vmcb.Rip + InstructionLength);
        else
            GuestEvents.RaiseWithError(ref vmcb, GuestEvents.GeneralProtection);
    }

    private static bool Read(ref Vmcb vmcb, uint msr, out ulong value)
    {
        value = 0;
        if (msr == Efer)
            value = vmcb.Efer & ~VcpuSetup.EferSvme;
        else if (msr == TimeStampCounter)
            value = Cpu.ReadTsc();
        else if (msr == FsBase)
            value = vmcb.Fs.Base;
        else if (msr == GsBase)
            value = vmcb.Gs.Base;
        else if (msr == KernelGsBase)
            value = vmcb.KernelGsBase;
        else if (msr == Pat)
            value = vmcb.GuestPat;
        else if (msr == PatchLevel || msr == HardwareConfiguration || msr == InterruptPending)
            value = 0;
        else
            return ReadSystemCall(ref vmcb, msr, out value);
        return true;
    }

    private static bool ReadSystemCall(ref Vmcb vmcb, uint msr, out ulong value)
    {
        value = 0;
        if (msr == Star)
            value = vmcb.Star;
        else if (msr == Lstar)
            value = vmcb.Lstar;
        else if (msr == Cstar)
            value = vmcb.Cstar;
        else if (msr == Sfmask)
            value = vmcb.Sfmask;
        else if (msr == SysenterCs)
            value = vmcb.SysenterCs;
        else if (msr == SysenterEsp)
            value = vmcb.SysenterEsp;
        else if (msr == SysenterEip)
            value = vmcb.SysenterEip;
        else
            return false;
        return true;
    }

    private static bool Write(ref Vmcb vmcb, uint msr, ulong value)
    {
        if (msr == Efer)
            return WriteEfer(ref vmcb, value);
        if (msr == Pat)
            return WritePat(ref vmcb, value);
        if (msr == Sfmask)
            vmcb.Sfmask = (uint)value;
        else if (msr == Star)
            vmcb.Star = value;
        else if (msr == SysenterCs)
            vmcb.SysenterCs = value;
        else
            return WriteAddress(ref vmcb, msr, value);
        return true;
    }

    /// <summary>The MSRs that hold an address: VMLOAD wants it canonical.</summary>
    private static bool WriteAddress(ref Vmcb vmcb, uint msr, ulong value)
    {
        const int NotAddressBits = 64 - 48;
        if ((ulong)((long)(value << NotAddressBits) >> NotAddressBits) != value)
            return false;
        if (msr == FsBase)
            vmcb.Fs.Base = value;
        else if (msr == GsBase)
            vmcb.Gs.Base = value;
        else if (msr == KernelGsBase)
            vmcb.KernelGsBase = value;
        else if (msr == Lstar)
            vmcb.Lstar = value;
        else if (msr == Cstar)
            vmcb.Cstar = value;
        else if (msr == SysenterEsp)
            vmcb.SysenterEsp = value;
        else if (msr == SysenterEip)
            vmcb.SysenterEip = value;
        else
            return false;
        return true;
    }

    private static bool WriteEfer(ref Vmcb vmcb, ulong value)
    {
        if ((value & ~(EferGuest | EferLongModeActive)) != 0)
            return false;
        if ((vmcb.Cr0 & Cr0Paging) != 0 && ((value ^ vmcb.Efer) & EferLongModeEnable) != 0)
            return false;
        vmcb.Efer = (value & EferGuest) | (vmcb.Efer & EferLongModeActive) | VcpuSetup.EferSvme;
        return true;
    }

    /// <summary>Each byte is a memory type: 0, 1, 4, 5, 6 or 7 (AMD64 manual vol. 2, section 7.8.1).</summary>
    private static bool WritePat(ref Vmcb vmcb, ulong value)
    {
        for (int i = 0; i < 64; i += 8)
        {
            ulong type = value >> i & 0xff;
            if (type > 7 || type == 2 || type == 3)
                return false;
        }

        vmcb.GuestPat = value;
        return true;
    }

    /// <summary>
    /// 128 stubs of 32 bytes, one a hypercall number: mov eax, number; vmmcall; ret. Only into the caller's own RAM.
    /// </summary>
    private static bool FillHypercallPage(ref State s, uint domain, ulong value)
    {
        const uint Stubs = 128;
        const uint StubSize = 32;
        const ulong MoveAndCall = 0xd901_0f00_0000_00b8;
        const ulong Return = 0xc3;
        ulong gfn = value >> 12;
        if (gfn >= Limits.GuestFrames)
            return false;
        ulong leaf = s.Leaves[(int)domain][(int)gfn];
        if (Leaf.Kind(leaf) != LeafKind.Ram)
            return false;
        uint frame = Leaf.MachineFrame(leaf);
        for (uint i = 0; i < Stubs; i++)
        {
            FrameMemory.Write64(ref s, frame, i * StubSize, MoveAndCall | ((ulong)i << 8));
            FrameMemory.Write64(ref s, frame, (i * StubSize) + 8, Return);
        }

        return true;
    }

    [RuntimeImport("*", "save_guest_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void SaveGuestState(VcpuSlot* slot);

    [RuntimeImport("*", "load_guest_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void LoadGuestState(VcpuSlot* slot);
}
