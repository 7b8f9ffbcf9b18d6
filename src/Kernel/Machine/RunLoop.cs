using System;
using System.Runtime.InteropServices;

namespace Verified.Kernel.Machine;

/// <summary>
/// The scheduler: domains take turns, a time slice each; one that waits is passed over. It decides only who runs when;
/// who may run is the gate's to check.
/// </summary>
public static class RunLoop
{
    private const ulong SliceMicroseconds = 2000;
    private const ulong AllowancePeriod = 1_000_000_000;

    private static ulong s_allowancesRenewed;

    // No domain has this id or a higher one.
    private static uint s_end;

    /// <summary>Runs the domains until all have shut down or none can ever run again.</summary>
    /// <param name="end">No domain has this id or a higher one.</param>
    public static void Run(uint end)
    {
        s_end = end;
        uint next = 0;
        while (true)
        {
            ulong now = Clock.Now;
            if (now - s_allowancesRenewed >= AllowancePeriod)
            {
                Gate.RenewAllowances();
                DenialPrinter.PrintDropped();
                s_allowancesRenewed = now;
            }

            uint domain = NextRunnable(next, now, out ulong earliest);
            if (domain == Limits.Domains)
                Idle(now, earliest);
            else
                RunSlice(domain);
            next = domain + 1;
        }
    }

    /// <summary>
    /// The next domain that may run, from an id on, in a circle; Limits.Domains when none may. Polls whose deadline
    /// has come are ended on the way; the earliest one that has not is told (0: none).
    /// </summary>
    private static uint NextRunnable(uint from, ulong now, out ulong earliest)
    {
        earliest = 0;
        ref State s = ref Areas.State;
        uint domain = from;
        for (uint i = 0; i < s_end; i++, domain++)
        {
            if (domain >= s_end)
                domain = 0;
            ref Vcpu vcpu = ref s.Vcpus[(int)domain];
            if (s.Domains[(int)domain].Status != DomainStatus.Alive || vcpu.Paused != 0)
                continue;
            if (vcpu.Run == VcpuRun.Polling && vcpu.Deadline != 0)
            {
                if (vcpu.Deadline <= now)
                    Gate.Expire(domain, now);
                else if (earliest == 0 || vcpu.Deadline < earliest)
                    earliest = vcpu.Deadline;
            }

            if (vcpu.Run == VcpuRun.Runnable)
                return domain;
        }

        return Limits.Domains;
    }

    private static void RunSlice(uint domain)
    {
        Clock.InterruptAfter(SliceMicroseconds);
        while (true)
        {
            uint end = Gate.Run(domain);
            DenialPrinter.Drain();
            if (end != RunEnd.Console)
            {
                Finish(domain, end);
                return;
            }

            ref RunReport report = ref RunReport.s_last;
            GuestConsole.Write(domain, MemoryMarshal.CreateReadOnlySpan(ref report.Text[0], (int)report.Length));
        }
    }

    private static void Finish(uint domain, uint end)
    {
        if (end == RunEnd.Interrupted)
            Cpu.InterruptWindow();
        else if (end == RunEnd.Ended)
            EndPrinter.Print(domain);
        else if (Areas.State.Vcpus[(int)domain].Run == VcpuRun.Stopped)
            EndPrinter.PrintShutdown(domain);
    }

    /// <summary>Nothing can run: sleep until the earliest deadline, or stop when there is none.</summary>
    private static void Idle(ulong now, ulong earliest)
    {
        if (earliest != 0)
        {
            Clock.InterruptAfter(((earliest - now) / 1000) + 1);
            Cpu.WaitForInterrupt();
            return;
        }

        Stop();
    }

    /// <summary>The end: good when every domain shut down as it meant to.</summary>
    private static void Stop()
    {
        DenialPrinter.PrintDropped();
        uint code = StopCode.Good;
        ref State s = ref Areas.State;
        for (uint domain = 0; domain < Limits.Domains; domain++)
        {
            if (s.Domains[(int)domain].Status != DomainStatus.Alive)
                continue;
            if (s.Vcpus[(int)domain].Run != VcpuRun.Stopped)
            {
                Panic.Begin("scheduler"u8);
                DomainNames.Write(domain);
                Serial.Write(" waits, and nothing can wake it any more\n"u8);
                Panic.PowerOff(StopCode.Stuck);
            }

            if (s.Vcpus[(int)domain].ShutdownReason != 0)
                code = StopCode.GuestFailed;
        }

        Panic.PowerOff(code);
    }
}
