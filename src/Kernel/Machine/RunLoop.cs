using System;
using System.Numerics;
using System.Runtime.CompilerServices;
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
    private const ulong Never = ulong.MaxValue;

    private static ulong s_allowancesRenewed;

    // When the next thing is due, or sooner. What a domain set in its last turn is known when that is over.
    private static ulong s_due = Never;

    // No domain has this id or a higher one.
    private static uint s_end;

    // By domain: how far its last turn went beyond its end, in nanoseconds.
    private static SliceDebts s_owed;

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
            if (PolicyChangeCall.IsRevoking(ref Areas.State))
                Gate.ContinueChange();
            ConsoleInput.Announce();
            if (s_due <= now)
                Expire(now);
            uint domain = NextWoken(next);
            if (domain == Limits.Domains)
            {
                Idle(now);
                continue;
            }

            RunSlice(domain, now);
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

    /// <summary>Does what is due of every domain, and finds out when the next thing is. Whether anything was due.</summary>
    private static bool Expire(ulong now)
    {
        ref State s = ref Areas.State;
        bool any = false;
        s_due = Never;
        for (uint domain = 0; domain < s_end; domain++)
        {
            if (s.Domains[(int)domain].Status != DomainStatus.Alive || s.Vcpus[(int)domain].Paused != 0)
                continue;
            if (NextDeadline(domain) <= now)
            {
                ExpireOne(domain, now);
                any = true;
            }

            Await(domain);
        }

        return any;
    }

    private static void ExpireOne(uint domain, ulong now)
    {
        ref Vcpu vcpu = ref Areas.State.Vcpus[(int)domain];
        bool ran = vcpu.Run != VcpuRun.Stopped;
        Gate.Expire(domain, now);
        // Its watchdog ended it.
        if (ran && vcpu.Run == VcpuRun.Stopped)
            EndPrinter.PrintShutdown(domain);
    }

    /// <summary>Does not forget when something of a domain is due: only a domain itself puts that off or forward.</summary>
    private static void Await(uint domain)
    {
        ulong due = NextDeadline(domain);
        if (due < s_due)
            s_due = due;
    }

    /// <summary>When something of a domain is due, or never.</summary>
    private static ulong NextDeadline(uint domain)
    {
        ulong due = VirtualCpu.NextDeadline(ref Areas.State.Vcpus[(int)domain]);
        return due == 0 ? Never : due;
    }

    /// <summary>
    /// The next domain that has to be looked at, from an id on, in a circle; Limits.Domains when none has. The gate
    /// knows whether it can run, and takes it out of sight if it cannot.
    /// </summary>
    private static uint NextWoken(uint from)
    {
        ulong woken = Areas.State.Woken;
        if (woken == 0)
            return Limits.Domains;
        ulong later = from < Limits.Domains ? woken & (ulong.MaxValue << (int)from) : 0;
        return (uint)BitOperations.TrailingZeroCount(later != 0 ? later : woken);
    }

    /// <summary>
    /// A domain's turn. What comes due in the meantime is done then, and does not shorten the turn: a domain with many
    /// timers takes no time from the others. What is done for it beyond its end, as printing what it wrote, its next
    /// turn is shorter by.
    /// </summary>
    private static void RunSlice(uint domain, ulong now)
    {
        ref ulong owed = ref s_owed[(int)(domain & (Limits.Domains - 1))];
        if (owed >= SliceNanoseconds)
        {
            owed -= SliceNanoseconds;
            return;
        }

        ulong over = now + SliceNanoseconds - owed;
        RunUntil(domain, over, now);
        ulong end = Clock.Now;
        owed = end > over ? end - over : 0;
    }

    private static void RunUntil(uint domain, ulong over, ulong now)
    {
        while (true)
        {
            Clock.InterruptAt(s_due < over ? s_due : over, now);
            uint end = RunUntilInterrupted(domain);
            if (ConsoleRing.IsThere(ref Areas.State, domain) && Gate.TakeConsole(domain))
                PrintReport(domain);
            if (end != RunEnd.Interrupted)
            {
                Await(domain);
                Finish(domain, end);
                return;
            }

            Cpu.InterruptWindow();
            now = Clock.Now;
            Expire(now);
            if (now >= over)
                return;
        }
    }

    /// <summary>Runs a domain, prints what it writes, and runs it on.</summary>
    private static uint RunUntilInterrupted(uint domain)
    {
        while (true)
        {
            uint end = Gate.Run(domain);
            DenialPrinter.Drain();
            if (end == RunEnd.NewDomain)
            {
                uint id = RunReport.s_last.Length;
                if (s_end <= id)
                    s_end = id + 1;
                continue;
            }

            if (end != RunEnd.Console)
                return end;

            PrintReport(domain);
        }
    }

    private static void PrintReport(uint domain)
    {
        ref RunReport report = ref RunReport.s_last;
        GuestConsole.Write(domain, MemoryMarshal.CreateReadOnlySpan(ref report.Text[0], (int)report.Length));
    }

    private static void Finish(uint domain, uint end)
    {
        if (end == RunEnd.Ended)
            EndPrinter.Print(domain);
        else if (end != RunEnd.NotRunnable && Areas.State.Vcpus[(int)domain].Run == VcpuRun.Stopped)
            EndPrinter.PrintShutdown(domain);
    }

    /// <summary>Nothing can run: sleep until something is due or typed, or stop when nothing ever is.</summary>
    private static void Idle(ulong now)
    {
        if (Expire(now))
            return;
        ulong due = s_due;
        if (ConsoleInput.IsAwaited && due > now + ConsoleInput.LookEvery)
            due = now + ConsoleInput.LookEvery;
        if (due == Never)
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

/// <summary>A time for each domain.</summary>
[InlineArray(Limits.Domains)]
internal struct SliceDebts
{
    private ulong _nanoseconds;
}
