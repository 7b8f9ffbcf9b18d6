using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// Runs a domain's vCPU until something is glue's to do: the path that every hypercall takes.
/// </summary>
public static class GuestRun
{
    private const uint CrashReason = 3;

    /// <summary>TLB_CONTROL: flush the translations of every address space (AMD64 manual vol. 2, section 15.16).</summary>
    internal const uint FlushAll = 1;
    private const uint HltLength = 1;
    private const ulong InterruptFlag = 1 << 9;

    /// <summary>
    /// Runs a domain, if it exists, is runnable and not paused. One that cannot run, or cannot run on, is taken out of
    /// the scheduler's sight until something wakes it.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>One of <see cref="RunEnd"/>; particulars in the report.</returns>
    public static unsafe uint Run(ref State s, uint domain)
    {
        if (domain >= Limits.Domains)
            return RunEnd.NotRunnable;
        if (!Scheduler.CanRun(ref s, domain))
        {
            Forget(ref s, domain);
            return RunEnd.NotRunnable;
        }

        VcpuSlot* slot = Areas.Vcpu(domain);
        ref uint user = ref MachineState.Instance.AsidUsers[(int)(domain & (Asids.Count - 1))];
        // Only VMRUN takes a flush back that was asked for: a turn may have ended before one.
        if (user != domain + 1)
            slot->Vmcb.TlbControl = FlushAll;
        user = domain + 1;
        slot->Exits.Runs = slot->Exits.Runs + 1;
        VirtualCpu.ChangeRunstate(ref s, domain, RunstateKind.Running, Clock.Now);
        if (slot->Apic.IsBusy)
            ApicEvents.Offer(slot);
        uint end = Proceed(slot);
        while (end == RunEnd.None)
            end = Turn(ref s, slot);

        VirtualCpu.ChangeRunstate(ref s, domain, RunstateAfter(slot->VcpuEntry), Clock.Now);
        if (!Scheduler.CanRun(ref s, domain))
            Forget(ref s, domain);
        return end;
    }

    /// <summary>
    /// The guest's run until an exit that cannot be dealt with on the way; <see cref="RunEnd.None"/> when it can be now
    /// that all registers are in the slot, and the guest runs on.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe uint Turn(ref State s, VcpuSlot* slot)
    {
        uint end = RunGuest(slot);
        if (end != RunEnd.AnyRegister)
            return end;
        if (slot->VcpuEntry->Run != VcpuRun.Runnable)
            return RunEnd.Yielded;
        if (DebugExit.Handle(ref s, slot))
            return Proceed(slot);
        End(ref s, ref slot->Vmcb, slot->Domain);
        return RunEnd.Ended;
    }

    /// <summary>The scheduler need not look at a domain until something wakes it.</summary>
    private static void Forget(ref State s, uint domain) => s.Woken &= ~(1UL << (int)domain);

    /// <summary>What a vCPU does that does not run.</summary>
    private static unsafe uint RunstateAfter(Vcpu* vcpu)
    {
        if (vcpu->Run == VcpuRun.Runnable)
            return RunstateKind.Runnable;
        return vcpu->Run == VcpuRun.Stopped ? RunstateKind.Offline : RunstateKind.Blocked;
    }

    /// <summary>
    /// Every exit of a guest comes here, straight from Boot/svm.S, and every hypercall takes this path: what is not in
    /// registers over the call is found again from constant addresses, and what is counted or moved on is written as
    /// x = x + 1, which is one instruction less than x++. TLB_CONTROL is 0 again. 0 when the guest goes
    /// straight on, else one of <see cref="RunEnd"/>.
    /// </summary>
    [RuntimeExport("guest_exit")]
    private static unsafe uint Exit(VcpuSlot* slot)
    {
        Vmcb* vmcb = &slot->Vmcb;
        if (vmcb->ExitCode == ExitCode.Vmmcall && (vmcb->Efer & CallerMode.LongMode) != 0
            && (vmcb->Cs.Attributes & CallerMode.WideCode) != 0)
        {
            slot->Exits.Hypercalls = slot->Exits.Hypercalls + 1;
            long result = HypercallEntry.CallWide(
                ref Areas.State, slot->Domain, ref slot->Request, ref slot->Effect);
            if (slot->Effect.Kind != EffectKind.None)
                return HypercallExit.Effect(slot, (ulong)result);
            vmcb->Rax = (ulong)result;
            vmcb->Rip = vmcb->Rip + HypercallExit.InstructionLength;
            vmcb->InterruptShadow = 0;
        }
        else
        {
            uint end = Handle(ref Areas.State, slot);
            if (end != RunEnd.None)
                return end;
        }

        return Proceed(slot);
    }

    /// <summary>What is owed before a VMRUN: a flush, an upcall; and whether the vCPU may run at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe uint Proceed(VcpuSlot* slot)
    {
        Vcpu* vcpu = slot->VcpuEntry;
        // First this: a flush that is owed is noted only when the VMRUN that makes it follows.
        if (vcpu->Run != VcpuRun.Runnable)
            return RunEnd.Yielded;
        if (slot->DomainEntry->FlushOwed != 0)
        {
            slot->DomainEntry->FlushOwed = 0;
            slot->Vmcb.TlbControl = FlushAll;
        }

        if (vcpu->UpcallVector != 0)
            GuestEvents.RequestUpcall(ref Areas.State, slot, vcpu);
        return RunEnd.None;
    }

    /// <summary>The exits that are not hypercalls.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe uint Handle(ref State s, VcpuSlot* slot)
    {
        uint domain = slot->Domain;
        ref Vmcb vmcb = ref slot->Vmcb;
        ulong code = vmcb.ExitCode;
        // An event whose delivery the exit interrupted is delivered again; the valid bit is the same (section 15.7.2).
        // A VMMCALL cannot interrupt one, and leaves none to inject: #VMEXIT has cleared the field.
        vmcb.EventInjection = vmcb.ExitInterruptInfo;
        if (code == ExitCode.Cpuid)
        {
            slot->Exits.Cpuid = slot->Exits.Cpuid + 1;
            CpuidExit.Handle(ref vmcb, ref slot->Registers, domain);
        }
        else if (code == ExitCode.Msr)
        {
            slot->Exits.Msrs = slot->Exits.Msrs + 1;
            MsrExit.Handle(ref s, slot);
        }
        else if (code == ExitCode.Interrupt || code == ExitCode.NonMaskableInterrupt)
        {
            slot->Exits.Interrupts = slot->Exits.Interrupts + 1;
            return RunEnd.Interrupted;
        }
        else if (code == ExitCode.Vmmcall)
        {
            slot->Exits.Hypercalls = slot->Exits.Hypercalls + 1;
            return HypercallExit.HandleNarrow(ref s, slot);
        }
        else if (code == ExitCode.Hlt)
        {
            slot->Exits.Halts = slot->Exits.Halts + 1;
            return Halt(ref s, slot);
        }
        else
        {
            return HandleRare(ref s, slot);
        }

        return RunEnd.None;
    }

    /// <summary>The exits of instructions that a guest executes seldom, and those that end it.</summary>
    private static unsafe uint HandleRare(ref State s, VcpuSlot* slot)
    {
        ref Vmcb vmcb = ref slot->Vmcb;
        ulong code = vmcb.ExitCode;
        if (code == ExitCode.Io)
        {
            slot->Exits.Ports = slot->Exits.Ports + 1;
            bool isPrivileged = slot->DomainEntry->Privileged != 0;
            return IoExit.Handle(ref vmcb, isPrivileged) ? RunEnd.None : End(ref s, ref vmcb, slot->Domain);
        }

        if (code >= ExitCode.DebugRegisters && code <= ExitCode.DebugRegistersEnd)
        {
            slot->Exits.Debugs = slot->Exits.Debugs + 1;
            return RunEnd.AnyRegister;
        }

        if (code == ExitCode.DebugException || code == ExitCode.AlignmentCheck)
        {
            slot->Exits.Debugs = slot->Exits.Debugs + 1;
            if (code == ExitCode.DebugException)
                GuestEvents.Raise(ref vmcb, GuestEvents.Debug);
            else
                GuestEvents.RaiseWithError(ref vmcb, GuestEvents.AlignmentCheck);
            return RunEnd.None;
        }

        slot->Exits.Others = slot->Exits.Others + 1;
        if (code == ExitCode.Xsetbv)
        {
            XsetbvExit.Handle(slot);
            return RunEnd.None;
        }

        return AbsentExit.Handle(ref vmcb, code) ? RunEnd.None : End(ref s, ref vmcb, slot->Domain);
    }

    /// <summary>
    /// HLT waits for an upcall, as SCHEDOP_block does, but leaves the upcall mask as it is. With interrupts off nothing
    /// could end it: the guest has switched its machine off, as on Xen.
    /// </summary>
    private static unsafe uint Halt(ref State s, VcpuSlot* slot)
    {
        uint domain = slot->Domain;
        slot->Vmcb.StepTo(slot->Vmcb.Rip + HltLength);
        if ((slot->Vmcb.Rflags & InterruptFlag) == 0)
        {
            Scheduler.Shutdown(ref s, domain, Scheduler.PowerOff);
            return RunEnd.Yielded;
        }

        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        if (FrameMemory.Read8(ref s, vcpu.InfoFrame, vcpu.InfoOffset + VcpuInfo.UpcallPending) == 0
            && !ApicEvents.IsDue(slot))
            vcpu.Run = VcpuRun.Blocked;
        return RunEnd.Yielded;
    }

    /// <summary>Ends a domain that did what no guest may: itself and nothing else.</summary>
    private static uint End(ref State s, ref Vmcb vmcb, uint domain)
    {
        ref RunReport report = ref RunReport.s_last;
        report.ExitCode = vmcb.ExitCode;
        report.Info1 = vmcb.ExitInfo1;
        report.Info2 = vmcb.ExitInfo2;
        report.Rip = vmcb.Rip;
        Scheduler.Shutdown(ref s, domain, CrashReason);
        return RunEnd.Ended;
    }

    [RuntimeImport("*", "run_guest")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe uint RunGuest(VcpuSlot* slot);
}
