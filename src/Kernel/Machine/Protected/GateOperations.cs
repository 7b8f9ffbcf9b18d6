using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel.Boot;

namespace Verified.Kernel.Machine.Protected;

/// <summary>What glue may ask for: the numbers of the gate's operations.</summary>
public static class GateOperation
{
    /// <summary>Run a domain.</summary>
    public const ulong Run = 0;

    /// <summary>Take the oldest denial out of the audit log, into the report.</summary>
    public const ulong TakeDenial = 1;

    /// <summary>Do what is due of a domain: its poll's deadline, its timer, its watchdogs.</summary>
    public const ulong Expire = 2;

    /// <summary>Renew every domain's allowance of log entries.</summary>
    public const ulong RenewAllowances = 3;

    /// <summary>Load the policy out of the boot archive; once, before the first domain.</summary>
    public const ulong LoadPolicy = 4;

    /// <summary>Create a domain.</summary>
    public const ulong CreateDomain = 5;

    /// <summary>Give a paused domain frames of RAM, at most 512 at a time.</summary>
    public const ulong PopulateFrames = 6;

    /// <summary>Put a word into the RAM of a paused domain.</summary>
    public const ulong LoadWord = 7;

    /// <summary>Give a paused domain's vCPU its first state.</summary>
    public const ulong Prepare = 8;

    /// <summary>Take on a change of the policy that can no longer be given up.</summary>
    public const ulong ContinueChange = 30;

    /// <summary>Let a domain run.</summary>
    public const ulong Unpause = 9;

    /// <summary>Copy bytes of the boot archive into the RAM of a paused domain.</summary>
    public const ulong LoadArchive = 10;

    /// <summary>Give a paused domain a console page, and a port that it rings.</summary>
    public const ulong AddConsole = 11;

    /// <summary>Take out of a domain's console page what the guest has written, into the report.</summary>
    public const ulong TakeConsole = 21;

    /// <summary>Tell domain 0 that something has been typed at the console.</summary>
    public const ulong ConsoleInput = 20;
}

/// <summary>The other side of the gate (Boot/gate.S): dispatches to code that may write the protected tables.</summary>
public static class GateOperations
{
    [RuntimeExport("gate_dispatch")]
    private static ulong Dispatch(ulong operation, ulong a, ulong b, ulong c, ulong d)
    {
        ref State s = ref Areas.State;
        if (operation == GateOperation.Run)
            return GuestRun.Run(ref s, (uint)a);
        if (operation == GateOperation.TakeDenial)
            return Audit.TryTake(ref s, out RunReport.s_last.Denial) ? 1UL : 0;
        if (operation == GateOperation.Expire)
            return Expire(ref s, (uint)a, b);
        if (operation == GateOperation.RenewAllowances)
            return RenewAllowances(ref s);
        if (operation == GateOperation.ContinueChange)
            return ContinueChange(ref s);
        if (operation == GateOperation.ConsoleInput)
            return (ulong)EventChannel.RaiseVirq(ref s, 0, VirtualInterrupt.Console);
        if (operation == GateOperation.TakeConsole)
            return TakeConsole(ref s, (uint)a);
        return Building(ref s, operation, a, b, c, d);
    }

    /// <summary>The operations that build a domain, at boot.</summary>
    private static ulong Building(ref State s, ulong operation, ulong a, ulong b, ulong c, ulong d)
    {
        if (operation == GateOperation.LoadPolicy)
            return (ulong)PolicySetup.Load(ref s, a, b);
        if (operation == GateOperation.CreateDomain)
            return CreateDomain(ref s, (uint)a, (uint)b, (uint)c);

        uint domain = (uint)a;
        if (!DomainIds.Exists(ref s, domain) || s.Vcpus[(int)domain].Paused == 0)
            return unchecked((ulong)Errno.NoDomain);
        if (operation == GateOperation.PopulateFrames)
            return (ulong)GuestLoad.Populate(ref s, domain, (uint)b, (uint)c);
        if (operation == GateOperation.LoadWord)
            return (ulong)GuestLoad.Word(ref s, domain, b, c);
        if (operation == GateOperation.LoadArchive)
            return (ulong)GuestLoad.FromArchive(ref s, domain, b, c, d);
        if (operation == GateOperation.Unpause)
            return (ulong)Scheduler.Unpause(ref s, domain);
        if (operation == GateOperation.AddConsole)
            return (ulong)AddConsole(ref s, domain, b);
        if (operation != GateOperation.Prepare)
            return unchecked((ulong)Errno.NoSuchCall);
        VcpuSetup.Prepare(domain, (uint)b, (uint)c);
        return 0;
    }

    /// <summary>A domain, with a VMCB that VMRUN takes from the start.</summary>
    private static ulong CreateDomain(ref State s, uint ssidref, uint maximumFrames, uint privileged)
    {
        long domain = DomainControl.CreateDomain(ref s, 0, ssidref, maximumFrames, privileged);
        if (domain >= 0)
        {
            VcpuSetup.Prepare((uint)domain, 0, 0);
            GuestTime.Announce(ref s, (uint)domain);
        }

        return (ulong)domain;
    }

    /// <summary>
    /// A console, as domain 0 would give it: a port that nobody but the domain itself can bind, so that what is sent by it
    /// is lost, and the two parameters. The hypervisor looks at the page when the domain does not run. Only a domain 0
    /// that could ask for it itself is taken to do so.
    /// </summary>
    private static long AddConsole(ref State s, uint domain, ulong gfn)
    {
        if (!DomainIds.Exists(ref s, 0) || s.Vcpus[0].Run != VcpuRun.Runnable)
            return Errno.NoDomain;
        long port = EventChannel.AllocUnbound(ref s, 0, domain, domain);
        if (port < 0)
            return port;
        long result = DomainParameters.Set(ref s, 0, domain, ConsoleRing.PageParameter, gfn);
        return result != Errno.Okay ? result : DomainParameters.Set(ref s, 0, domain, ConsoleRing.PortParameter, (ulong)port);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong TakeConsole(ref State s, uint domain)
    {
        ref RunReport report = ref RunReport.s_last;
        report.Length = domain < Limits.Domains
            ? ConsoleRing.Take(ref s, domain, MemoryMarshal.CreateSpan(ref report.Text[0], ConsoleText.Capacity))
            : 0;
        return report.Length;
    }

    private static ulong Expire(ref State s, uint domain, ulong now)
    {
        if (domain < Limits.Domains)
        {
            Scheduler.Expire(ref s, domain, now);
            VirtualCpu.TimerExpire(ref s, domain, now);
            VirtualCpu.WatchdogExpire(ref s, domain, now);
        }

        return 0;
    }

    private static ulong ContinueChange(ref State s)
    {
        PolicyChangeCall.Continue(ref s);
        return 0;
    }

    private static ulong RenewAllowances(ref State s)
    {
        Audit.Renew(ref s);
        return 0;
    }
}
