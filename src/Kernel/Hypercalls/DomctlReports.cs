namespace Verified.Kernel;

/// <content>What domain 0 is told beside Xen's own: how much domains use of their tables, the last denials, what domains cost.</content>
public static partial class DomctlCall
{
    /// <summary>Where in the argument of get_statistics the machine's counters begin.</summary>
    public const uint ExitsOffset = Union + 16;

    private const int BitsAWord = 64;

    /// <summary>
    /// get_denial: { u32 index, out u32 written, out u16 caller, out u16 target, out u16 caller_label, out u16
    /// target_label, out u32 hook } (<see cref="Denial"/>). Denials count up from 0 in the order in which they were logged;
    /// the ring keeps the last ones. -ENOENT, and only the number of all of them is told, when this one is not there yet or
    /// no more.
    /// </summary>
    private static long OfGetDenial(ref State s, ref GuestBuffer argument)
    {
        uint index = argument.Read32(ref s, Union);
        uint written = s.Log.Written;
        argument.Write32(ref s, Union + 4, written);
        uint age = written - index;
        if (age == 0 || age > Limits.DenialLog)
            return Errno.NoEntry;

        ref Denial denial = ref s.Log.Ring[(int)(index & (Limits.DenialLog - 1))];
        argument.Write16(ref s, Union + 8, denial.Caller);
        argument.Write16(ref s, Union + 10, denial.Target);
        argument.Write16(ref s, Union + 12, denial.CallerLabel);
        argument.Write16(ref s, Union + 14, denial.TargetLabel);
        argument.Write32(ref s, Union + 16, denial.Hook);
        return Errno.Okay;
    }

    /// <summary>
    /// get_statistics: { out u64 cpu_time in nanoseconds, out u64 denials, out u64[] by cause of exit
    /// (<see cref="ExitCounts"/>) }, of a domain since its creation; -ESRCH when there is none. The machine puts in what
    /// it counts.
    /// </summary>
    private static long OfGetStatistics(
        ref State s, uint caller, ref GuestBuffer argument, ref CallEffect effect, uint dom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain >= Limits.Domains || s.Domains[(int)domain].Status == DomainStatus.Free)
            return Errno.NoDomain;

        argument.Write64(ref s, Union, s.Runstates[(int)domain].Running);
        argument.Write64(ref s, Union + 8, s.Domains[(int)domain].Denials);
        effect.Kind = EffectKind.GetStatistics;
        effect.Length = domain;
        effect.Buffer.First = argument.First;
        effect.Buffer.Second = argument.Second;
        effect.Buffer.Offset = argument.Offset;
        return Errno.Okay;
    }

    /// <summary>Ports that are not free, the reserved port 0 aside.</summary>
    private static uint PortsInUse(ref State s, uint domain)
    {
        uint free = 0;
        for (int w = 0; w < (Limits.Ports + BitsAWord - 1) / BitsAWord; w++)
            free += Ones(s.FreePorts[(int)domain][w]);
        return Limits.Ports - 1 - free;
    }

    /// <summary>Handles of mappings, revoked ones included.</summary>
    private static uint HandlesInUse(ref State s, uint domain)
    {
        uint free = 0;
        for (int w = 0; w < (Limits.MaptrackHandles + BitsAWord - 1) / BitsAWord; w++)
            free += Ones(s.FreeHandles[(int)domain][w]);
        return Limits.MaptrackHandles - free;
    }

    /// <summary>The number of ones, added up in ever larger groups of bits.</summary>
    private static uint Ones(ulong word)
    {
        word -= (word >> 1) & 0x5555_5555_5555_5555;
        word = (word & 0x3333_3333_3333_3333) + ((word >> 2) & 0x3333_3333_3333_3333);
        word = (word + (word >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        return (uint)((word * 0x0101_0101_0101_0101) >> 56);
    }
}
