namespace Verified.Guests;

/// <summary>
/// Hypercalls of random numbers, commands and arguments. Left out is only what a domain may do to itself: write to the
/// console, wait, shut down, start a watchdog, take its vCPU down, have an upcall delivered, give up or move its RAM.
/// </summary>
internal static unsafe class RandomCalls
{
    private const long LastError = -133;
    private const uint LastNumber = 40;
    private const uint LastCommand = 26;

    private static ulong s_random;

    /// <summary>Makes so many calls, from a seed on; each must answer with a result or an errno.</summary>
    internal static void Run(uint count, uint seed)
    {
        s_random = seed;
        uint errors = 0;
        uint odd = 0;
        for (uint i = 0; i < count; i++)
        {
            Scribble();
            ulong number = Below(LastNumber);
            ulong command = Below(10) == 0 ? Anything() : Below(LastCommand);
            ulong second = Argument();
            if (HurtsItself(number, command))
                continue;
            if (number == Xen.Multicall)
                (command, second) = (second, Below(4));
            long result = Xen.Call(number, command, second, Below(4));
            errors += result < 0 ? 1u : 0;
            odd += result < LastError ? 1u : 0;
        }

        Line line = default;
        line.Add("random calls: most refused: "u8);
        line.Add(errors > count / 2 ? 1 : 0);
        line.Add(", answers that are no errno: "u8);
        line.Add(odd);
        line.End();
    }

    private static bool HurtsItself(ulong number, ulong command)
    {
        const ulong DecreaseReservation = 1;
        const ulong AddToPhysmap = 7;
        const ulong Transfer = 4;
        const ulong Batch = 23;
        const ulong Watchdog = 6;
        const ulong Poll = 3;
        const ulong Down = 2;
        const ulong SetParameter = 0;
        const ulong SetUpcallVector = 23;
        command &= 0xffff_ffff;
        if (number == Xen.ConsoleIo)
            return command == 0;
        if (number == Xen.SchedOp)
            return command <= Poll || command == Watchdog;
        if (number == Xen.VcpuOp)
            return command == Down;
        if (number == Xen.HvmOp)
            return command == SetParameter || command == SetUpcallVector;
        if (number == Xen.GrantTableOp)
            return command == Transfer;
        return number == Xen.MemoryOp
            && (command == DecreaseReservation || command == AddToPhysmap || command == Batch);
    }

    /// <summary>Mostly a page of its own, full of numbers; else anywhere.</summary>
    private static ulong Argument()
    {
        ulong which = Below(8);
        if (which == 0)
            return Anything();
        if (which == 1)
            return (ulong)Grants.Page(1) - Below(64);
        return (ulong)Grants.Page(0) + (8 * Below(16));
    }

    private static void Scribble()
    {
        for (uint i = 0; i < 32; i++)
            ((uint*)Grants.Page(0))[i] = Below(3) == 0 ? (uint)Anything() : (uint)Below(4);
    }

    /// <summary>A number near an edge, or none; not the address of its code or its stack.</summary>
    private static ulong Anything()
    {
        const int FirstBeyondRam = 20;
        ulong which = Below(6);
        if (which == 0)
            return Xen.Self;
        if (which == 1)
            return Next() | (1UL << 31);
        if (which == 2)
            return ulong.MaxValue - Below(4);
        if (which == 3)
            return 1UL << (int)(FirstBeyondRam + Below(64 - FirstBeyondRam));
        return which == 4 ? 0x10_0000 - Below(0x1000) : 0x7fff_ffff_fff0 + Below(32);
    }

    private static ulong Below(ulong bound) => Next() % bound;

    // SplitMix64.
    private static ulong Next()
    {
        s_random += 0x9e37_79b9_7f4a_7c15;
        ulong z = (s_random ^ (s_random >> 30)) * 0xbf58_476d_1ce4_e5b9;
        z = (z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb;
        return z ^ (z >> 31);
    }
}
