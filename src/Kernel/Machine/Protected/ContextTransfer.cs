using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// What domain 0 asks of another domain's vCPU: to be set up, to have these registers, to tell its registers
/// (<see cref="VcpuContext"/>) or what it was stopped for. The vCPU does not run. Control words of the VMCB are not touched.
/// </summary>
public static class ContextTransfer
{
    // Powers of two: an index that is masked is seen to be within them.
    private const int FxWords = 64;
    private const int YmmWords = 32;

    // XRSTOR faults on a bit of MXCSR that is reserved.
    private const int MxcsrWord = 3;
    private const ulong MxcsrReserved = 0xffff_0000;

    // What of EFER a guest may set: SCE, LME, LMA, NXE.
    private const ulong EferOfGuests = (1 << 0) | (1 << 8) | (1 << 10) | (1 << 11);

    /// <summary>Carries it out; what goes into the caller's RAX.</summary>
    public static unsafe ulong Do(ref State s, uint kind, ref CallEffect effect)
    {
        uint domain = effect.Length;
        if (domain >= Limits.Domains)
            return unchecked((ulong)Errno.NoDomain);

        if (kind == EffectKind.NewVcpu)
        {
            VcpuSetup.Prepare(domain, 0, 0);
            GuestTime.Announce(ref s, domain);
            return 0;
        }

        VcpuSlot* slot = Areas.Vcpu(domain);
        if (kind == EffectKind.GetStatistics)
        {
            Statistics(ref s, ref effect.Buffer, ref slot->Exits);
            return 0;
        }

        Copier copier = new(ref effect.Buffer, kind == EffectKind.SetContext);
        if (copier.Sets)
        {
            // What a set context does not say is as at the start.
            slot->Vmcb.EventInjection = 0;
            slot->Vmcb.ExitInterruptInfo = 0;
            slot->Vmcb.InterruptShadow = 0;
        }
        else
        {
            // What the processor has taken is in service.
            ApicEvents.Offer(slot);
        }

        General(ref s, ref copier, slot);
        Control(ref s, ref copier, ref slot->Vmcb);
        Segments(ref s, ref copier, ref slot->Vmcb);
        Msrs(ref s, ref copier, slot);
        Debug(ref s, ref copier, slot);
        Extended(ref s, ref copier, slot);
        Apic(ref s, ref copier, slot);
        return 0;
    }

    /// <summary>Tells what the machine counts of a vCPU (get_statistics of <see cref="DomctlCall"/>).</summary>
    private static void Statistics(ref State s, ref GuestBuffer buffer, ref ExitCounts exits)
    {
        Copier copier = new(ref buffer, false) { At = DomctlCall.ExitsOffset };
        copier.Word(ref s, ref exits.Hypercalls);
        copier.Word(ref s, ref exits.Interrupts);
        copier.Word(ref s, ref exits.Halts);
        copier.Word(ref s, ref exits.Cpuid);
        copier.Word(ref s, ref exits.Msrs);
        copier.Word(ref s, ref exits.Ports);
        copier.Word(ref s, ref exits.Debugs);
        copier.Word(ref s, ref exits.Others);
        copier.Word(ref s, ref exits.Runs);
    }

    private static unsafe void General(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        ref VcpuRegisters registers = ref slot->Registers;
        copier.At = VcpuContext.General;
        copier.Word(ref s, ref slot->Vmcb.Rax);
        copier.Word(ref s, ref registers.Rbx);
        copier.Word(ref s, ref registers.Rcx);
        copier.Word(ref s, ref registers.Rdx);
        copier.Word(ref s, ref registers.Rsi);
        copier.Word(ref s, ref registers.Rdi);
        copier.Word(ref s, ref registers.Rbp);
        copier.Word(ref s, ref slot->Vmcb.Rsp);
        copier.Word(ref s, ref registers.R8);
        copier.Word(ref s, ref registers.R9);
        copier.Word(ref s, ref registers.R10);
        copier.Word(ref s, ref registers.R11);
        copier.Word(ref s, ref registers.R12);
        copier.Word(ref s, ref registers.R13);
        copier.Word(ref s, ref registers.R14);
        copier.Word(ref s, ref registers.R15);
        copier.Word(ref s, ref slot->Vmcb.Rip);
        copier.Word(ref s, ref slot->Vmcb.Rflags);
    }

    private static void Control(ref State s, ref Copier copier, ref Vmcb vmcb)
    {
        copier.At = VcpuContext.Control;
        copier.Word(ref s, ref vmcb.Cr0);
        copier.Word(ref s, ref vmcb.Cr2);
        copier.Word(ref s, ref vmcb.Cr3);
        copier.Word(ref s, ref vmcb.Cr4);
        ulong efer = vmcb.Efer & EferOfGuests;
        copier.Word(ref s, ref efer);
        vmcb.Efer = (efer & EferOfGuests) | VcpuSetup.EferSvme;
    }

    private static void Segments(ref State s, ref Copier copier, ref Vmcb vmcb)
    {
        copier.At = VcpuContext.Segments;
        copier.Segment(ref s, ref vmcb.Es);
        copier.Segment(ref s, ref vmcb.Cs);
        copier.Segment(ref s, ref vmcb.Ss);
        copier.Segment(ref s, ref vmcb.Ds);
        copier.Segment(ref s, ref vmcb.Fs);
        copier.Segment(ref s, ref vmcb.Gs);
        copier.Segment(ref s, ref vmcb.Ldtr);
        copier.Segment(ref s, ref vmcb.Tr);
        copier.Segment(ref s, ref vmcb.Gdtr);
        copier.Segment(ref s, ref vmcb.Idtr);
        // The privilege level is the stack segment's (AMD64 manual vol. 2, section 15.5.1).
        if (copier.Sets)
            vmcb.Cpl = (byte)((vmcb.Ss.Attributes >> 5) & 3);
    }

    private static unsafe void Msrs(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        ref Vmcb vmcb = ref slot->Vmcb;
        copier.At = VcpuContext.Msrs;
        copier.Word(ref s, ref vmcb.Star);
        copier.Word(ref s, ref vmcb.Lstar);
        copier.Word(ref s, ref vmcb.Cstar);
        copier.Word(ref s, ref vmcb.Sfmask);
        copier.Word(ref s, ref vmcb.KernelGsBase);
        copier.Word(ref s, ref vmcb.SysenterCs);
        copier.Word(ref s, ref vmcb.SysenterEsp);
        copier.Word(ref s, ref vmcb.SysenterEip);
        copier.Word(ref s, ref vmcb.GuestPat);
    }

    /// <summary>The breakpoint registers as the guest sees them; DR7 of the VMCB stays the hypervisor's.</summary>
    private static unsafe void Debug(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        ref DebugRegisters debug = ref slot->Registers.Debug;
        copier.At = VcpuContext.Breakpoints;
        copier.Word(ref s, ref debug.Address0);
        copier.Word(ref s, ref debug.Address1);
        copier.Word(ref s, ref debug.Address2);
        copier.Word(ref s, ref debug.Address3);
        copier.At = VcpuContext.Others;
        ulong status = slot->Vmcb.Dr6;
        ulong control = debug.Control;
        copier.Word(ref s, ref status);
        copier.Word(ref s, ref control);
        if (copier.Sets)
        {
            debug.Write(DebugRegisters.Status, (uint)status, ref slot->Vmcb.Dr6);
            debug.Write(DebugRegisters.ControlNumber, (uint)control, ref slot->Vmcb.Dr6);
        }
    }

    /// <summary>PKRU and XCR0; x87, XMM and YMM. XRSTOR faults on what the processor has not.</summary>
    private static unsafe void Extended(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        ref ExtendedState extended = ref slot->Extended;
        copier.At = VcpuContext.Others + 16;
        copier.Word(ref s, ref slot->Registers.Pkru);
        ulong control = slot->Registers.Xcr0;
        copier.Word(ref s, ref control);
        Legacy(ref s, ref copier, slot);
        Upper(ref s, ref copier, slot);
        if (!copier.Sets)
            return;
        slot->Registers.Xcr0 = ExtendedState.IsControl(control) ? control : ExtendedState.X87;
        extended.Fx[MxcsrWord] &= ~MxcsrReserved;
        extended.Present = ExtendedState.Offered;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Legacy(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        copier.At = VcpuContext.Fx;
        for (int i = 0; i < FxWords; i++)
            copier.Word(ref s, ref slot->Extended.Fx[i & (FxWords - 1)]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Upper(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        copier.At = VcpuContext.Ymm;
        for (int i = 0; i < YmmWords; i++)
            copier.Word(ref s, ref slot->Extended.Ymm[i & (YmmWords - 1)]);
    }

    private static unsafe void Apic(ref State s, ref Copier copier, VcpuSlot* slot)
    {
        const ulong TaskPriority = 0xf;
        copier.At = VcpuContext.Apic;
        for (uint i = 0; i < LocalApic.StateWords; i++)
        {
            ulong word = slot->Apic.StateWord(i);
            copier.Word(ref s, ref word);
            if (copier.Sets)
                slot->Apic.SetStateWord(i, word);
        }

        ulong priority = slot->Vmcb.VirtualInterrupt & TaskPriority;
        copier.Word(ref s, ref priority);
        if (copier.Sets)
            slot->Vmcb.VirtualInterrupt = (priority & TaskPriority) | VcpuSetup.InterruptMasking;
    }

    /// <summary>Copies word by word, in one direction or the other.</summary>
    private ref struct Copier
    {
        private readonly ref GuestBuffer _buffer;

        internal Copier(ref GuestBuffer buffer, bool sets)
        {
            _buffer = ref buffer;
            Sets = sets;
        }

        internal readonly bool Sets;
        internal uint At;

        internal void Word(ref State s, ref ulong word)
        {
            if (Sets)
                word = _buffer.Read64(ref s, At);
            else
                _buffer.Write64(ref s, At, word);
            At += 8;
        }

        internal void Segment(ref State s, ref Segment segment)
        {
            ulong head = segment.Selector | ((ulong)segment.Attributes << 16) | ((ulong)segment.Limit << 32);
            Word(ref s, ref head);
            segment.Selector = (ushort)head;
            segment.Attributes = (ushort)(head >> 16);
            segment.Limit = (uint)(head >> 32);
            Word(ref s, ref segment.Base);
        }
    }
}
