using System.Runtime.InteropServices;

namespace Verified.Kernel;

/// <summary>
/// A hypercall as the guest's registers have it, laid out as the machine keeps a vCPU (VcpuSlot.cs), so that nothing is
/// copied for a call: the processor's save area from CS on, then the registers that it does not save. The gaps are no
/// part of the request.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 0xe18)]
public struct HypercallRequest
{
    /// <summary>The caller's paging mode and privilege.</summary>
    [FieldOffset(0x000)]
    public CallerMode Mode;

    /// <summary>RAX: the hypercall's number.</summary>
    [FieldOffset(0x1e8)]
    public ulong Number;

    /// <summary>RDI (EBX from 32-bit code).</summary>
    [FieldOffset(0xdf0)]
    public ulong Argument1;

    /// <summary>RSI (ECX).</summary>
    [FieldOffset(0xdf8)]
    public ulong Argument2;

    /// <summary>RDX (EDX).</summary>
    [FieldOffset(0xe00)]
    public ulong Argument3;

    /// <summary>R10 (ESI).</summary>
    [FieldOffset(0xe08)]
    public ulong Argument4;

    /// <summary>R8 (EDI).</summary>
    [FieldOffset(0xe10)]
    public ulong Argument5;
}

/// <summary>What is left for the machine to do after a hypercall.</summary>
public static class EffectKind
{
    /// <summary>Nothing: the result goes to RAX and the vCPU goes on (if its Run still says so).</summary>
    public const uint None = 0;

    /// <summary>The vCPU gives up the rest of its time slice: it yielded, waits, or shut down.</summary>
    public const uint Reschedule = 1;

    /// <summary>Print <see cref="CallEffect.Length"/> bytes of <see cref="CallEffect.Buffer"/>.</summary>
    public const uint Console = 2;

    /// <summary>
    /// Only the first elements of an array are done. Arguments 1 to 3 of the request say what is left: the
    /// machine puts them into the guest's registers and calls again, now or by letting the guest execute its VMMCALL
    /// once more (as Xen's continuations do).
    /// </summary>
    public const uint Continue = 3;

    /// <summary>
    /// Nothing is done yet, but the time is needed: the machine reads its clock, puts it into <see cref="CallEffect.Now"/>
    /// and calls again with the request as it is now. Few calls need it, so the others do not pay for it.
    /// </summary>
    public const uint Clock = 4;

    /// <summary>
    /// Put what has been typed at the console, at most <see cref="CallEffect.Length"/> bytes, into
    /// <see cref="CallEffect.Buffer"/>; the result is how many they are.
    /// </summary>
    public const uint ConsoleInput = 6;

    /// <summary>The domain of which <see cref="CallEffect.Length"/> is the id is new: its vCPU is to be set up.</summary>
    public const uint NewVcpu = 7;

    /// <summary>
    /// The registers of the vCPU of domain <see cref="CallEffect.Length"/> become those in
    /// <see cref="CallEffect.Buffer"/> (<see cref="VcpuContext"/>).
    /// </summary>
    public const uint SetContext = 8;

    /// <summary>The other way.</summary>
    public const uint GetContext = 9;

    /// <summary>
    /// The counters of the vCPU of domain <see cref="CallEffect.Length"/> (<see cref="ExitCounts"/>) go into
    /// <see cref="CallEffect.Buffer"/>.
    /// </summary>
    public const uint GetStatistics = 10;

    /// <summary>
    /// Added to one of <see cref="Reschedule"/>, <see cref="Console"/>, <see cref="NewVcpu"/>, <see cref="SetContext"/>,
    /// <see cref="GetContext"/> and <see cref="GetStatistics"/>: that first, then <see cref="Continue"/>.
    /// </summary>
    public const uint ThenContinue = 0x100;
}

/// <summary>What a hypercall asks of the machine beside its result.</summary>
public struct CallEffect
{
    /// <summary>One of <see cref="EffectKind"/>.</summary>
    public uint Kind;

    /// <summary>Console: number of bytes, 1 to 4096. Of a vCPU: the domain.</summary>
    public uint Length;

    /// <summary>Console: where they stand; a context: its place. Valid until the caller's leaves change.</summary>
    public GuestBuffer Buffer;

    /// <summary>From the machine: nanoseconds of system time; 0 when it has not been asked for.</summary>
    public ulong Now;

    /// <summary>The time; if it is not known, asks the machine for it and says false.</summary>
    public bool TryGetTime(out ulong now)
    {
        now = Now;
        if (now != 0)
            return true;

        Kind = EffectKind.Clock;
        return false;
    }
}
