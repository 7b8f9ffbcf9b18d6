using System.Threading;

namespace Verified.Guests;

/// <summary>The RAM of this domain.</summary>
internal static unsafe class Memory
{
    /// <summary>Frames that are given up and asked for again.</summary>
    internal const uint Lent = 64;

    private const ulong FrameSize = 4096;
    private const ulong Decrease = 1;
    private const ulong Populate = 6;

    // The image, its tables and its stack stand below.
    private const ulong Free = 512 * 1024;
    private const int MapAddress = 40;
    private const int SizeInMap = 8;

    /// <summary>Where the RAM that is the guest's to use ends, by the memory map.</summary>
    internal static ulong End => *(ulong*)(*(ulong*)(Program.StartInfo + MapAddress) + SizeInMap);

    private static ulong FirstLent => End - (Lent * FrameSize);

    /// <summary>Fills what nothing else uses.</summary>
    internal static void Fill(ulong pattern)
    {
        for (ulong address = Free; address < End; address += 8)
            Volatile.Write(ref *(ulong*)address, pattern);
    }

    /// <summary>Gives the last frames back; how many.</summary>
    internal static long GiveUp() => Reservation(Decrease);

    /// <summary>Asks for as many frames at the same place; how many.</summary>
    internal static long TakeAgain() => Reservation(Populate);

    /// <summary>How often a pattern stands in all of it.</summary>
    internal static long FindAll(Pattern pattern) => pattern.Count((byte*)0, End);

    /// <summary>How often a pattern stands in the frames that were given up and taken again.</summary>
    internal static long FindLent(Pattern pattern) => pattern.Count((byte*)FirstLent, Lent * FrameSize);

    /// <summary>Bytes that are not 0 there.</summary>
    internal static long NotClear()
    {
        long count = 0;
        for (ulong address = FirstLent; address < End; address += 8)
            count += *(ulong*)address != 0 ? 1 : 0;
        return count;
    }

    private static long Reservation(ulong command)
    {
        ulong* frames = (ulong*)Grants.Page(0);
        for (uint i = 0; i < Lent; i++)
            frames[i] = (FirstLent / FrameSize) + i;
        Argument argument = default;
        argument.Extents = frames;
        argument.Count = Lent;
        argument.Domain = Xen.Self;
        return Xen.Call(Xen.MemoryOp, command, (ulong)&argument, 0);
    }

    private struct Argument
    {
        internal ulong* Extents;
        internal ulong Count;
        internal ulong OrderAndFlags;
        internal ulong Domain;
    }
}
