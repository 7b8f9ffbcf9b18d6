using System.Runtime;
using System.Runtime.CompilerServices;
using Verified.Kernel.Machine.Protected;

namespace Verified.Kernel.Machine;

/// <summary>Glue's side of the gate.</summary>
public static class Gate
{
    /// <summary>The vCPU of a domain, until something is glue's to do; one of <see cref="RunEnd"/>.</summary>
    public static uint Run(uint domain) => (uint)Call(GateOperation.Run, domain, 0, 0, 0);

    /// <summary>Takes the oldest denial out of the audit log, into the report; false when there is none.</summary>
    public static bool TakeDenial() => Call(GateOperation.TakeDenial, 0, 0, 0, 0) != 0;

    /// <summary>Ends a domain's poll if its deadline is not after <paramref name="now"/>, in nanoseconds.</summary>
    public static void Expire(uint domain, ulong now) => Call(GateOperation.Expire, domain, now, 0, 0);

    /// <summary>Takes on a change of the policy that can no longer be given up.</summary>
    public static void ContinueChange() => Call(GateOperation.ContinueChange, 0, 0, 0, 0);

    /// <summary>Renews every domain's allowance of log entries.</summary>
    public static void RenewAllowances() => Call(GateOperation.RenewAllowances, 0, 0, 0, 0);

    /// <summary>Tells domain 0 that something has been typed at the console.</summary>
    public static void ConsoleInput() => Call(GateOperation.ConsoleInput, 0, 0, 0, 0);

    /// <summary>Loads the policy at an offset of the boot archive; 0 or a negative error.</summary>
    public static long LoadPolicy(uint offset, uint length) => (long)Call(GateOperation.LoadPolicy, offset, length, 0, 0);

    /// <summary>Creates a domain, paused; its id or a negative error.</summary>
    public static long CreateDomain(uint ssidref, uint maximumFrames, uint privileged) =>
        (long)Call(GateOperation.CreateDomain, ssidref, maximumFrames, privileged, 0);

    /// <summary>Gives a paused domain frames of RAM, 512 at most; 0 or a negative error.</summary>
    public static long PopulateFrames(uint domain, uint gfn, uint count) =>
        (long)Call(GateOperation.PopulateFrames, domain, gfn, count, 0);

    /// <summary>Puts eight bytes at an aligned address of a paused domain's RAM; 0 or a negative error.</summary>
    public static long LoadWord(uint domain, ulong address, ulong value) =>
        (long)Call(GateOperation.LoadWord, domain, address, value, 0);

    /// <summary>Copies bytes of the boot archive into a paused domain's RAM; 0 or a negative error.</summary>
    public static long LoadArchive(uint domain, ulong address, uint offset, uint length) =>
        (long)Call(GateOperation.LoadArchive, domain, address, offset, length);

    /// <summary>Gives a paused domain's vCPU its first state; 0 or a negative error.</summary>
    public static long Prepare(uint domain, uint entry, uint startInfo) =>
        (long)Call(GateOperation.Prepare, domain, entry, startInfo, 0);

    /// <summary>Gives a paused domain a console page at a guest frame number of its RAM; 0 or a negative error.</summary>
    public static long AddConsole(uint domain, uint gfn) => (long)Call(GateOperation.AddConsole, domain, gfn, 0, 0);

    /// <summary>Takes what a domain has put into its console page into the report; false when that is nothing.</summary>
    public static bool TakeConsole(uint domain) => Call(GateOperation.TakeConsole, domain, 0, 0, 0) != 0;

    /// <summary>Lets a paused domain run; 0 or a negative error.</summary>
    public static long Unpause(uint domain) => (long)Call(GateOperation.Unpause, domain, 0, 0, 0);

    [RuntimeImport("*", "gate_call")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Call(ulong operation, ulong a, ulong b, ulong c, ulong d);
}
