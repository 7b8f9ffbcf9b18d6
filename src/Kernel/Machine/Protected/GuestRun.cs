using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// Runs a domain's vCPU until something is glue's to do: the path that every hypercall takes.
/// </summary>
public static class GuestRun
{
    private const uint CrashReason = 3;
    private const uint FlushAll = 1;
    private const uint HltLength = 1;

    /// <summary>Runs a domain. It must exist, be runnable and not paused.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>One of <see cref="RunEnd"/>; particulars in the report.</returns>
    public static uint Run(ref State s, uint domain)
    {
        if (!DomainIds.Exists(ref s, domain) || s.Vcpus[(int)domain].Paused != 0)
            return RunEnd.NotRunnable;

        MachineState.Instance.Current = domain;
        ref Vmcb vmcb = ref Areas.Vmcb(domain);
        ref VcpuRegisters registers = ref Areas.Registers(domain);
        while (s.Vcpus[(int)domain].Run == VcpuRun.Runnable)
        {
            Enter(ref s, ref vmcb, ref registers, domain);
            uint end = Handle(ref s, ref vmcb, ref registers, domain);
            if (end != Continue)
                return end;
        }

        return RunEnd.Yielded;
    }

    /// <summary>What <see cref="Handle"/> returns when the guest can go straight on.</summary>
    internal const uint Continue = 0xffff_ffff;

    /// <summary>One VMRUN, with the domain's own identifier, flushed when that is owed.</summary>
    private static unsafe void Enter(ref State s, ref Vmcb vmcb, ref VcpuRegisters registers, uint domain)
    {
        ref uint user = ref MachineState.Instance.AsidUsers[(int)(domain & (Asids.Count - 1))];
        ref uint owed = ref s.Domains[(int)domain].FlushOwed;
        vmcb.TlbControl = owed != 0 || user != domain + 1 ? FlushAll : 0;
        owed = 0;
        user = domain + 1;
        GuestEvents.RequestUpcall(ref s, ref vmcb, domain);
        VmRun((ulong)Unsafe.AsPointer(ref vmcb), (VcpuRegisters*)Unsafe.AsPointer(ref registers));
        vmcb.EventInjection = 0;
        GuestEvents.Resume(ref vmcb);
    }

    private static uint Handle(ref State s, ref Vmcb vmcb, ref VcpuRegisters registers, uint domain)
    {
        ulong code = vmcb.ExitCode;
        if (code == ExitCode.Vmmcall)
            return HypercallExit.Handle(ref s, ref vmcb, ref registers, domain);
        if (code == ExitCode.Interrupt || code == ExitCode.NonMaskableInterrupt)
            return RunEnd.Interrupted;
        if (code == ExitCode.Cpuid)
            CpuidExit.Handle(ref vmcb, ref registers, domain);
        else if (code == ExitCode.Msr)
            MsrExit.Handle(ref s, ref vmcb, ref registers, domain);
        else if (code == ExitCode.Hlt)
            return Halt(ref s, ref vmcb, domain);
        else if (code == ExitCode.DebugException)
            GuestEvents.Raise(ref vmcb, GuestEvents.Debug);
        else if (code == ExitCode.AlignmentCheck)
            GuestEvents.RaiseWithError(ref vmcb, GuestEvents.AlignmentCheck);
        else if (code != ExitCode.Io || !IoExit.Handle(ref vmcb))
            return End(ref s, ref vmcb, domain);
        return Continue;
    }

    /// <summary>HLT waits for an upcall, as SCHEDOP_block does, but leaves the upcall mask as it is.</summary>
    private static uint Halt(ref State s, ref Vmcb vmcb, uint domain)
    {
        vmcb.StepTo(vmcb.Rip + HltLength);
        if (FrameMemory.Read8(ref s, s.Domains[(int)domain].SharedInfoFrame, SharedInfo.UpcallPending) == 0)
            s.Vcpus[(int)domain].Run = VcpuRun.Blocked;
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

    [RuntimeImport("*", "vmrun_vcpu")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void VmRun(ulong vmcb, VcpuRegisters* registers);
}
