namespace Verified.Kernel;

/// <content>What domain 0 is told beside Xen's own: how much domains use of their tables, and the last denials.</content>
public static partial class DomctlCall
{
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
