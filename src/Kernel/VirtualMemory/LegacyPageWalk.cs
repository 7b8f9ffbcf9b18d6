namespace Verified.Kernel;

/// <summary>
/// The walk for a vCPU that is not in long mode (AMD64 manual vol. 2, section 5.2): no paging, PAE paging (three levels,
/// entries of 8 bytes) and plain 32-bit paging (two levels, entries of 4 bytes). Addresses have 32 bits.
/// </summary>
public static class LegacyPageWalk
{
    private const ulong AddressBits = 0xffff_ffff;
    private const ulong TablePointer = 0xffff_ffe0;
    private const ulong EntryPresent = 1;
    private const ulong EntryLarge = 0x80;
    private const ulong LargeReserved = 1UL << 21;
    private const int PageShift = 12;

    /// <summary>As <see cref="GuestPageWalk.Translate"/>.</summary>
    public static uint Translate(ref State s, uint domain, ref CallerMode mode, ulong address, uint access)
    {
        ref LeafRow leaves = ref s.Leaves[(int)domain];
        ulong linear = address & AddressBits;
        if ((mode.Cr0 & CallerMode.Paging) == 0)
            return GuestPageWalk.LeafFrame(ref leaves, linear, access);
        ulong required = GuestPageWalk.Required(ref mode, access);
        return (mode.Cr4 & CallerMode.PhysicalAddressExtension) != 0
            ? Extended(ref s, ref leaves, ref mode, linear, access, required)
            : Plain(ref s, ref leaves, ref mode, linear, access, required);
    }

    /// <summary>PAE paging: four pointers, of which only the present bit counts, then as in long mode.</summary>
    private static uint Extended(
        ref State s, ref LeafRow leaves, ref CallerMode mode, ulong address, uint access, ulong required)
    {
        ulong pointers = mode.Cr3 & TablePointer;
        uint place = (uint)(pointers & 0xfff) + ((uint)(address >> 30) * 8);
        ulong entry = GuestPageWalk.Entry(ref s, ref leaves, pointers, place);
        if ((entry & EntryPresent) == 0)
            return GuestPageWalk.Fault;
        entry = GuestPageWalk.Entry(ref s, ref leaves, entry, (uint)(address >> 18) & GuestPageWalk.EntryOffset);
        if ((entry & (required | EntryLarge)) != required)
            return GuestPageWalk.LargePage(ref leaves, entry, required, address, 21, access);
        entry = GuestPageWalk.Entry(ref s, ref leaves, entry, (uint)(address >> (PageShift - 3)) & GuestPageWalk.EntryOffset);
        return (entry & required) != required
            ? GuestPageWalk.Fault
            : GuestPageWalk.LeafFrame(ref leaves, entry & GuestPageWalk.EntryAddress, access);
    }

    /// <summary>Plain paging: pages of 4 KiB, and of 4 MiB with CR4.PSE, whose entry has address bits 32 to 39 too.</summary>
    private static uint Plain(
        ref State s, ref LeafRow leaves, ref CallerMode mode, ulong address, uint access, ulong required)
    {
        ulong entry = Word(ref s, ref leaves, mode.Cr3, (uint)(address >> 22) * 4);
        if ((entry & required) != required)
            return GuestPageWalk.Fault;
        if ((entry & EntryLarge) != 0 && (mode.Cr4 & CallerMode.PageSizeExtensions) != 0)
        {
            const ulong Within = (1UL << 22) - 1;
            ulong start = (entry & AddressBits & ~Within) | ((entry >> 13 & 0xff) << 32);
            return (entry & LargeReserved) != 0
                ? GuestPageWalk.Fault
                : GuestPageWalk.LeafFrame(ref leaves, start | (address & Within), access);
        }

        entry = Word(ref s, ref leaves, entry, (uint)(address >> PageShift) % 1024 * 4);
        return (entry & required) != required
            ? GuestPageWalk.Fault
            : GuestPageWalk.LeafFrame(ref leaves, entry & GuestPageWalk.EntryAddress, access);
    }

    /// <summary>An entry of 4 bytes of the table that an entry (or CR3) names; 0 if that is out of reach.</summary>
    private static ulong Word(ref State s, ref LeafRow leaves, ulong above, uint offset)
    {
        uint frame = GuestPageWalk.LeafFrame(
            ref leaves, above & AddressBits & GuestPageWalk.EntryAddress, GuestAccess.Read);
        return frame == GuestPageWalk.Fault ? 0 : FrameMemory.Read32(ref s, frame, offset);
    }
}
