using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>What a guest address is translated for.</summary>
public static class GuestAccess
{
    /// <summary>To read.</summary>
    public const uint Read = 0;

    /// <summary>To write.</summary>
    public const uint Write = 1;

    /// <summary>
    /// To write, and only in memory that is the domain's own: for results of operations that take mappings away, which
    /// must not be written through the mapping that is gone.
    /// </summary>
    public const uint WriteOwn = 2;
}

/// <summary>
/// The walk of a guest's page tables (AMD64 manual vol. 2, section 5.3), as a supervisor's access: every frame on the
/// way is found through the caller's own leaves, so that a hypercall reaches no memory that the caller does not.
/// Long mode with four levels, and no paging at all (flat, 32 bits). Legacy 32-bit and PAE paging, and five levels,
/// are refused as a bad address. Accessed and dirty bits are not set, and SMAP is not applied: as for Xen's copies
/// of hypercall arguments, the guest's kernel asked for this access itself.
/// </summary>
public static class GuestPageWalk
{
    /// <summary>What <see cref="Translate"/> returns for an address that cannot be accessed.</summary>
    public const uint Fault = 0xffff_ffff;

    private const ulong EntryPresent = 1;
    private const ulong EntryWritable = 2;
    private const ulong EntryLarge = 0x80;
    private const ulong EntryAddress = 0x000f_ffff_ffff_f000;
    private const ulong EntryLargePat = 0x1000;

    /// <summary>The machine frame behind a guest-virtual address, or <see cref="Fault"/>.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain whose address it is, below Limits.Domains.</param>
    /// <param name="mode">The vCPU's paging mode.</param>
    /// <param name="address">The address.</param>
    /// <param name="access">One of <see cref="GuestAccess"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Translate(ref State s, uint domain, ref CallerMode mode, ulong address, uint access)
    {
        if ((mode.Cr0 & CallerMode.Paging) == 0)
            return LeafFrame(ref s, domain, (address & 0xffff_ffff) >> 12, access);
        if ((mode.Efer & CallerMode.LongMode) == 0 || (mode.Cr4 & CallerMode.FiveLevels) != 0)
            return Fault;
        // Canonical: bits 47 to 63 are all equal.
        if (((address + (1UL << 47)) >> 48) != 0)
            return Fault;

        bool needsWritable = access != GuestAccess.Read && (mode.Cr0 & CallerMode.WriteProtect) != 0;
        ulong table = mode.Cr3 & EntryAddress;
        for (int shift = 39; shift >= 12; shift -= 9)
        {
            uint frame = LeafFrame(ref s, domain, table >> 12, GuestAccess.Read);
            if (frame == Fault)
                return Fault;

            ulong entry = FrameMemory.Read64(ref s, frame, (uint)(address >> shift) % 512 * 8);
            if ((entry & EntryPresent) == 0 || (needsWritable && (entry & EntryWritable) == 0))
                return Fault;

            table = entry & EntryAddress;
            if (shift != 12 && (entry & EntryLarge) != 0)
            {
                ulong within = (1UL << shift) - 1;
                // The top level has no large pages, and a large page's low address bits are reserved.
                if (shift == 39 || (table & within & ~EntryLargePat) != 0)
                    return Fault;

                table = (table & ~within) | (address & within);
                break;
            }
        }

        return LeafFrame(ref s, domain, table >> 12, access);
    }

    /// <summary>The machine frame at a guest frame number of the domain, or <see cref="Fault"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint LeafFrame(ref State s, uint domain, ulong gfn, uint access)
    {
        if (gfn >= Limits.GuestFrames)
            return Fault;

        ulong leaf = s.Leaves[(int)domain][(int)gfn];
        if (leaf == 0)
            return Fault;
        if (access != GuestAccess.Read && (leaf & Leaf.Writable) == 0)
            return Fault;
        if (access == GuestAccess.WriteOwn && Leaf.Kind(leaf) > LeafKind.GrantTable)
            return Fault;

        return Leaf.MachineFrame(leaf);
    }
}
