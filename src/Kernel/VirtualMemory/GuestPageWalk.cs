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
/// The walk of a guest's page tables (AMD64 manual vol. 2, sections 5.2 and 5.3), as a supervisor's access: every frame
/// on the way is found through the caller's own leaves, so that a hypercall reaches no memory that the caller does not.
/// Long mode with four levels, legacy 32-bit and PAE paging, and no paging at all (flat, 32 bits). Five levels are
/// refused as a bad address. Accessed and dirty bits are not set, and SMAP is not applied: as for Xen's copies of
/// hypercall arguments, the guest's kernel asked for this access itself.
/// </summary>
public static class GuestPageWalk
{
    /// <summary>What <see cref="Translate"/> returns for an address that cannot be accessed.</summary>
    public const uint Fault = 0xffff_ffff;

    /// <summary>The address in an entry.</summary>
    internal const ulong EntryAddress = 0x000f_ffff_ffff_f000;

    /// <summary>The offset in a table, once the address is shifted by 3 bits less than to an index.</summary>
    internal const uint EntryOffset = 511 * 8;

    private const ulong EntryPresent = 1;
    private const ulong EntryWritable = 2;
    private const ulong EntryLarge = 0x80;
    private const ulong EntryLargePat = 0x1000;
    private const int PageShift = 12;
    private const ulong GuestMemory = (ulong)Limits.GuestFrames << PageShift;

    /// <summary>The machine frame behind a guest-virtual address, or <see cref="Fault"/>.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain whose address it is, below Limits.Domains.</param>
    /// <param name="mode">The vCPU's paging mode.</param>
    /// <param name="address">The address.</param>
    /// <param name="access">One of <see cref="GuestAccess"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Translate(ref State s, uint domain, ref CallerMode mode, ulong address, uint access) =>
        Walk(ref s, domain, ref mode, address, access);

    /// <summary>As <see cref="Translate"/>, to be part of a routine that does nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Walk(ref State s, uint domain, ref CallerMode mode, ulong address, uint access)
    {
        if ((mode.Efer & CallerMode.LongMode) == 0)
            return LegacyPageWalk.Translate(ref s, domain, ref mode, address, access);
        // Canonical: bits 47 to 63 are all equal.
        if ((mode.Cr4 & CallerMode.FiveLevels) != 0 || ((address + (1UL << 47)) >> 48) != 0)
            return Fault;

        ulong required = Required(ref mode, access);
        ulong tested = required | EntryLarge;
        ref LeafRow leaves = ref s.Leaves[(int)domain];
        ulong entry = Entry(ref s, ref leaves, mode.Cr3, (uint)(address >> 36) & EntryOffset);
        // The top level has no large pages.
        if ((entry & tested) != required)
            return Fault;
        entry = Entry(ref s, ref leaves, entry, (uint)(address >> 27) & EntryOffset);
        if ((entry & tested) != required)
            return LargePage(ref leaves, entry, required, address, 30, access);
        entry = Entry(ref s, ref leaves, entry, (uint)(address >> 18) & EntryOffset);
        if ((entry & tested) != required)
            return LargePage(ref leaves, entry, required, address, 21, access);
        entry = Entry(ref s, ref leaves, entry, (uint)(address >> (PageShift - 3)) & EntryOffset);
        return (entry & required) != required ? Fault : LeafFrame(ref leaves, entry & EntryAddress, access);
    }

    /// <summary>The bits that every entry on the way must have: present; writable if CR0.WP says that it counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Required(ref CallerMode mode, uint access) =>
        access != GuestAccess.Read && (mode.Cr0 & CallerMode.WriteProtect) != 0
            ? EntryPresent | EntryWritable
            : EntryPresent;

    /// <summary>An entry of the table that an entry of the level above (or CR3) names; 0 if that is out of reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Entry(ref State s, ref LeafRow leaves, ulong above, uint offset)
    {
        // The address in an entry has bits 12 to 51.
        ulong gfn = above << PageShift >> (2 * PageShift);
        if (gfn >= Limits.GuestFrames)
            return 0;
        ulong leaf = leaves[(int)gfn & (Limits.GuestFrames - 1)];
        return leaf == 0 ? 0 : FrameMemory.ReadLeaf64(ref s, leaf, offset);
    }

    /// <summary>A large page, or an entry that does not permit: a page's low address bits are reserved, but for one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint LargePage(
        ref LeafRow leaves, ulong entry, ulong required, ulong address, int shift, uint access)
    {
        if ((entry & required) != required)
            return Fault;
        ulong within = (1UL << shift) - 1;
        ulong start = entry & EntryAddress & ~EntryLargePat;
        return (start & within) != 0 ? Fault : LeafFrame(ref leaves, start | (address & within), access);
    }

    /// <summary>The machine frame at a guest-physical address, or <see cref="Fault"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint LeafFrame(ref LeafRow leaves, ulong address, uint access)
    {
        if (address >= GuestMemory)
            return Fault;

        ulong leaf = leaves[(int)(address >> PageShift) & (Limits.GuestFrames - 1)];
        if (leaf == 0)
            return Fault;
        if (access != GuestAccess.Read && !MayWrite(leaf, access))
            return Fault;

        return Leaf.MachineFrame(leaf);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayWrite(ulong leaf, uint access) =>
        (leaf & Leaf.Writable) != 0 && (access != GuestAccess.WriteOwn || Leaf.Kind(leaf) <= LeafKind.GrantTable);
}
