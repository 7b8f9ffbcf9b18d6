using System;
using System.Runtime.InteropServices;

namespace Verified.Kernel.Machine;

/// <summary>
/// The scheduler: domains take turns, a time slice each; one that waits is passed over. It decides only who runs when;
/// who may run is the gate's to check.
/// </summary>
public static class RunLoop
{
    private const ulong SliceNanoseconds = 2_000_000;
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
            RenewAllowances(now);
            ulong due = Expire(now);
            uint domain = NextRunnable(next);
            if (domain == Limits.Domains)
            {
                Idle(now, due);
                continue;
            }

            RunSlice(domain, now, due);
            next = domain + 1;
        }
    }

    private static void RenewAllowances(ulong now)
    {
        if (now - s_allowancesRenewed < AllowancePeriod)
            return;
        Gate.RenewAllowances();
        DenialPrinter.PrintDropped();
        s_allowancesRenewed = now;
    }

    /// <summary>Does what is due of every domain. When the next thing is due, or 0 when nothing ever is.</summary>
    private static ulong Expire(ulong now)
    {
        ref State s = ref Areas.State;
        ulong earliest = 0;
        for (uint domain = 0; domain < s_end; domain++)
        {
            ref Vcpu vcpu = ref s.Vcpus[(int)domain];
            ulong due = VirtualCpu.NextDeadline(ref vcpu);
            if (due == 0 || s.Domains[(int)domain].Status != DomainStatus.Alive || vcpu.Paused != 0)
                continue;
            if (due <= now)
            {
                bool ran = vcpu.Run != VcpuRun.Stopped;
                Gate.Expire(domain, now);
                // Its watchdog ended it.
                if (ran && vcpu.Run == VcpuRun.Stopped)
                    EndPrinter.PrintShutdown(domain);
                due = VirtualCpu.NextDeadline(ref vcpu);
            }

            if (due != 0 && (earliest == 0 || due < earliest))
                earliest = due;
        }

        return earliest;
    }

    /// <summary>The next domain that may run, from an id on, in a circle; Limits.Domains when none may.</summary>
    private static uint NextRunnable(uint from)
    {
        ref State s = ref Areas.State;
        uint domain = from;
        for (uint i = 0; i < s_end; i++, domain++)
        {
            if (domain >= s_end)
                domain = 0;
            ref Vcpu vcpu = ref s.Vcpus[(int)domain];
            if (vcpu.Run == VcpuRun.Runnable && vcpu.Paused == 0
                && s.Domains[(int)domain].Status == DomainStatus.Alive)
                return domain;
        }

        return Limits.Domains;
    }

    /// <summary>
    /// A domain's turn. What comes due in the meantime is done then, and does not shorten the turn: a domain with many
    /// timers takes no time from the others.
    /// </summary>
    private static void RunSlice(uint domain, ulong now, ulong due)
    {
        ulong over = now + SliceNanoseconds;
        while (true)
        {
            Clock.InterruptAt(due != 0 && due < over ? due : over, now);
            uint end = RunUntilInterrupted(domain);
            if (end != RunEnd.Interrupted)
            {
                Finish(domain, end);
                return;
            }

            Cpu.InterruptWindow();
            now = Clock.Now;
            if (now >= over)
                return;
            due = Expire(now);
        }
    }

    /// <summary>Runs a domain, prints what it writes, and runs it on.</summary>
    private static uint RunUntilInterrupted(uint domain)
    {
        while (true)
        {
            uint end = Gate.Run(domain);
            DenialPrinter.Drain();
            if (end != RunEnd.Console)
                return end;

            ref RunReport report = ref RunReport.s_last;
            GuestConsole.Write(domain, MemoryMarshal.CreateReadOnlySpan(ref report.Text[0], (int)report.Length));
        }
    }

    private static void Finish(uint domain, uint end)
    {
        if (end == RunEnd.Ended)
            EndPrinter.Print(domain);
        else if (Areas.State.Vcpus[(int)domain].Run == VcpuRun.Stopped)
            EndPrinter.PrintShutdown(domain);
    }

    /// <summary>Nothing can run: sleep until something is due, or stop when nothing ever is.</summary>
    private static void Idle(ulong now, ulong due)
    {
        if (due == 0)
            Stop();
        Clock.InterruptAt(due, now);
        Cpu.WaitForInterrupt();
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
