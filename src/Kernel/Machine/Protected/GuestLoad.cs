using System.Runtime.CompilerServices;
using Verified.Kernel.Boot;

namespace Verified.Kernel.Machine.Protected;

/// <summary>Fills the RAM of a domain that has not run yet.</summary>
public static class GuestLoad
{
    /// <summary>Most frames of one call.</summary>
    public const uint MostFrames = 512;

    private const ulong WordSize = 8;

    /// <summary>Gives a domain frames of RAM; stops at the first that fails.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">An existing domain.</param>
    /// <param name="gfn">The first guest frame number.</param>
    /// <param name="count">How many; at most <see cref="MostFrames"/>.</param>
    public static long Populate(ref State s, uint domain, uint gfn, uint count)
    {
        for (uint i = 0; i < MostFrames && i < count; i++)
        {
            long result = PhysicalMap.PopulateFrame(ref s, domain, gfn + i);
            if (result != Errno.Okay)
                return result;
        }

        return Errno.Okay;
    }

    /// <summary>Puts one word into a domain's RAM.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">An existing domain.</param>
    /// <param name="address">Guest-physical address, a multiple of 8.</param>
    /// <param name="value">The word.</param>
    /// <returns>0; -EINVAL when no RAM of the domain's is there.</returns>
    public static long Word(ref State s, uint domain, ulong address, ulong value)
    {
        if ((address & (WordSize - 1)) != 0 || !TryFind(ref s, domain, address, out uint frame))
            return Errno.Invalid;
        FrameMemory.Write64(ref s, frame, (uint)address & 0xfff, value);
        return Errno.Okay;
    }

    /// <summary>Copies bytes of the boot archive into a domain's RAM.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">An existing domain.</param>
    /// <param name="address">Guest-physical address.</param>
    /// <param name="offset">Where they stand in the archive.</param>
    /// <param name="length">How many.</param>
    /// <returns>0; -EINVAL when the archive ends before, or no RAM of the domain's is there.</returns>
    public static long FromArchive(ref State s, uint domain, ulong address, ulong offset, ulong length)
    {
        if (!ArchiveWindow.Holds(offset, length))
            return Errno.Invalid;
        while (length > 0)
        {
            if (!TryFind(ref s, domain, address, out uint frame))
                return Errno.Invalid;
            uint place = (uint)address & 0xfff;
            ulong step = 1;
            if ((address & (WordSize - 1)) == 0 && length >= WordSize)
            {
                FrameMemory.Write64(ref s, frame, place, ArchiveWindow.Word(offset));
                step = WordSize;
            }
            else
            {
                FrameMemory.Write8(ref s, frame, place, ArchiveWindow.Byte(offset));
            }

            address += step;
            offset += step;
            length -= step;
        }

        return Errno.Okay;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFind(ref State s, uint domain, ulong address, out uint frame)
    {
        frame = 0;
        ulong gfn = address >> 12;
        if (gfn >= Limits.GuestFrames)
            return false;
        ulong leaf = s.Leaves[(int)domain][(int)gfn];
        frame = Leaf.MachineFrame(leaf);
        return Leaf.Kind(leaf) == LeafKind.Ram;
    }
}
