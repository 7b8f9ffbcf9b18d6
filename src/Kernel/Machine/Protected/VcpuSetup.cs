using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// The VMCB of a new vCPU: what it may never do by itself, and the registers that a PVH guest starts with
/// (xen/docs/misc/pvh.pandoc).
/// </summary>
public static class VcpuSetup
{
    /// <summary>EFER.SVME, which must be set while a guest runs (AMD64 manual vol. 2, section 15.5.1).</summary>
    public const ulong EferSvme = 1 << 12;

    /// <summary>V_INTR_MASKING, and V_IGN_TPR with it: interrupts are the hypervisor's.</summary>
    public const ulong InterruptMasking = (1UL << 24) | (1UL << 20);

    // Words 3 and 4 of the intercepts: section 15.9 and table B-1.
    // INTR, NMI, SMI, INIT, RDPMC, CPUID, INVD, HLT, INVLPGA, IOIO, MSR, task switch, shutdown.
    private const uint Intercepts3 = 0xf | (1 << 15) | (1 << 18) | (1 << 22) | (1 << 24) | (1 << 26)
        | (1 << 27) | (1 << 28) | (1 << 29) | (1U << 31);

    // VMRUN, VMMCALL, VMLOAD, VMSAVE, STGI, CLGI, SKINIT, ICEBP, WBINVD, MONITOR, MWAIT (both), XSETBV, RDPRU.
    private const uint Intercepts4 = 0x7f | (1 << 8) | (1 << 9) | (1 << 10) | (1 << 11) | (1 << 12) | (1 << 13)
        | (1 << 14);

    // #DB, #AC and #MC: the first two can keep a processor busy without end in microcode.
    private const uint InterceptExceptions = (1 << 1) | (1 << 17) | (1 << 18);

    private const ushort FlatCode = 0xc9b;
    private const ushort FlatData = 0xc93;
    private const ushort BusyTask = 0x8b;
    private const ushort Ldt = 0x82;
    private const uint FlatLimit = 0xffff_ffff;
    private const uint TaskLimit = 0x67;
    private const ulong ProtectedMode = 0x11;
    private const ulong RflagsReset = 2;
    private const ulong PatReset = 0x0007_0406_0007_0406;

    /// <summary>Where a domain's row of leaves stands: virtual and physical.</summary>
    public static unsafe ulong LeavesAddress(uint domain) =>
        (ulong)Unsafe.AsPointer(ref Areas.State.Leaves[(int)domain]);

    /// <summary>
    /// Writes the VMCB and the registers of a domain's vCPU: control words, and the state of a PVH guest's entry.
    /// </summary>
    /// <param name="domain">Below <see cref="Limits.Domains"/>; else nothing is written.</param>
    /// <param name="entry">Guest-physical address of the first instruction.</param>
    /// <param name="startInfo">Guest-physical address of the guest's hvm_start_info.</param>
    public static unsafe void Prepare(uint domain, uint entry, uint startInfo)
    {
        if (domain >= Limits.Domains)
            return;
        VcpuSlot* slot = Areas.Vcpu(domain);
        slot->Domain = domain;
        slot->Effect.Kind = EffectKind.None;
        slot->DomainEntry = (Domain*)Unsafe.AsPointer(ref Areas.State.Domains[(int)domain]);
        slot->VcpuEntry = (Vcpu*)Unsafe.AsPointer(ref Areas.State.Vcpus[(int)domain]);
        ref Vmcb vmcb = ref slot->Vmcb;
        vmcb = default;
        WriteControl(ref vmcb, domain);
        WriteEntryState(ref vmcb, entry);

        ref VcpuRegisters registers = ref slot->Registers;
        registers = default;
        registers.Rbx = startInfo;
        registers.Xcr0 = ExtendedState.X87;
        registers.Debug.Control = DebugRegisters.ControlReset;
        slot->Extended.Reset();
        slot->Apic.Reset();
        slot->Exits = default;
    }

    private static unsafe void WriteControl(ref Vmcb vmcb, uint domain)
    {
        vmcb.InterceptDebugRegisters = uint.MaxValue;
        vmcb.InterceptExceptions = InterceptExceptions;
        vmcb.Intercepts3 = Intercepts3;
        vmcb.Intercepts4 = Intercepts4;
        vmcb.IoPermissionMap = Areas.IoPermissionMap;
        vmcb.MsrPermissionMap = Areas.MsrPermissionMap;
        vmcb.Asid = Asids.Of(domain);
        vmcb.TlbControl = GuestRun.FlushAll;
        vmcb.VirtualInterrupt = InterruptMasking;
        vmcb.NestedPaging = 1;
        vmcb.NestedCr3 = (ulong)Areas.NestedTables(domain);
    }

    private static void WriteEntryState(ref Vmcb vmcb, uint entry)
    {
        SetSegment(ref vmcb.Cs, FlatCode, FlatLimit);
        SetSegment(ref vmcb.Ds, FlatData, FlatLimit);
        SetSegment(ref vmcb.Es, FlatData, FlatLimit);
        SetSegment(ref vmcb.Ss, FlatData, FlatLimit);
        SetSegment(ref vmcb.Fs, FlatData, FlatLimit);
        SetSegment(ref vmcb.Gs, FlatData, FlatLimit);
        SetSegment(ref vmcb.Tr, BusyTask, TaskLimit);
        SetSegment(ref vmcb.Ldtr, Ldt, 0);
        vmcb.Cr0 = ProtectedMode;
        vmcb.Efer = EferSvme;
        vmcb.Rflags = RflagsReset;
        vmcb.Dr6 = DebugRegisters.StatusReset;
        vmcb.Dr7 = DebugRegisters.ControlReset;
        vmcb.GuestPat = PatReset;
        vmcb.Rip = entry;
    }

    private static void SetSegment(ref Segment segment, ushort attributes, uint limit)
    {
        segment.Attributes = attributes;
        segment.Limit = limit;
    }
}
