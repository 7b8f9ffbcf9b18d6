using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Boot;

/// <summary>
/// The hypervisor's own page tables (AMD64 manual vol. 2, section 5.3), written once by early boot and read-only ever
/// after. Two roots: glue's and the gate's. No frame has two mappings of which one may write and the other should not:
/// the pool and the protected region are each mapped in one place.
/// </summary>
internal static unsafe class HostPageTables
{
    private const ulong Present = 0x1;
    private const ulong Writable = 0x2;
    private const ulong Uncached = 0x18;
    private const ulong Large = 0x80;
    private const ulong NoExecute = 1UL << 63;
    private const ulong SmallPage = 4096;
    private const int Entries = 512;
    private const ulong ReservePages = 32;
    private const ulong ApicPage = 0xfee0_0000;

    /// <summary>Writes both sets of tables. The memory they stand in is zero before.</summary>
    /// <param name="info">The pool's ranges and the archive's place.</param>
    internal static void Build(ref BootInfo info)
    {
        ulong* gate = Gate;
        ulong* glue = Glue;
        BuildLow(gate, Writable);
        BuildLow(glue, 0);
        *Slot(Directory(glue, ApicPage), ApicPage, 2) =
            ApicPage | Present | Writable | Uncached | Large | NoExecute;
        for (int i = 0; i < info.PoolCount; i++)
        {
            for (ulong p = info.Pool[i].Start; p < info.Pool[i].End; p += AddressSpace.LargePage)
                MapLarge(gate, AddressSpace.DirectMap + p, p, Writable);
        }

        ulong first = info.ArchiveAddress & ~(AddressSpace.LargePage - 1);
        for (ulong p = first; p < info.ArchiveAddress + info.ArchiveSize; p += AddressSpace.LargePage)
        {
            MapLarge(gate, AddressSpace.Archive + (p - first), p, 0);
            MapLarge(glue, AddressSpace.Archive + (p - first), p, 0);
        }
    }

    private static void BuildLow(ulong* root, ulong protectedRights)
    {
        ref readonly ImageLayout layout = ref ImageLayout.Instance;
        MapSmall(root, layout.TextStart, layout.RodataStart, 0);
        MapSmall(root, layout.RodataStart, layout.DataStart, NoExecute);
        MapSmall(root, layout.DataStart, layout.DataEnd, Writable | NoExecute);
        for (ulong p = layout.SealedStart; p < layout.ProtectedStart; p += AddressSpace.LargePage)
            MapLarge(root, p, p, 0);
        for (ulong p = layout.ProtectedStart; p < layout.ProtectedEnd; p += AddressSpace.LargePage)
            MapLarge(root, p, p, protectedRights);
    }

    private static void MapSmall(ulong* root, ulong start, ulong end, ulong rights)
    {
        for (ulong p = start; p < end; p += SmallPage)
            *Slot(Below(Directory(root, p), p, 2), p, 1) = p | Present | rights;
    }

    private static void MapLarge(ulong* root, ulong address, ulong physical, ulong rights) =>
        *Slot(Directory(root, address), address, 2) = physical | Present | Large | NoExecute | rights;

    /// <summary>The page directory of an address.</summary>
    private static ulong* Directory(ulong* root, ulong address) => Below(Below(root, address, 4), address, 3);

    /// <summary>The table that an entry names; taken from the reserve when the entry is still empty.</summary>
    private static ulong* Below(ulong* table, ulong address, int level)
    {
        ulong* slot = Slot(table, address, level);
        if (*slot == 0)
            *slot = TakeTable() | Present | Writable;
        return (ulong*)(*slot & ~(SmallPage - 1));
    }

    private static ulong* Slot(ulong* table, ulong address, int level) =>
        table + ((address >> (12 + (9 * (level - 1)))) & (Entries - 1));

    private static ulong TakeTable()
    {
        // The reserve's first entry of its last page counts what was taken: the page is the count's alone.
        ulong* count = Reserve + ((ReservePages - 1) * Entries);
        if (*count == ReservePages - 1)
            Machine.Panic.Stop(Machine.StopCode.Memory, "boot"u8, "too few pages are reserved for the host's tables"u8);
        ulong page = (ulong)(Reserve + (*count * Entries));
        *count += 1;
        return page;
    }

    private static ulong* Gate => (ulong*)(delegate*<void>)&GateSymbol;

    private static ulong* Glue => (ulong*)(delegate*<void>)&GlueSymbol;

    private static ulong* Reserve => (ulong*)(delegate*<void>)&ReserveSymbol;

    [RuntimeImport("*", "gate_pml4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void GateSymbol();

    [RuntimeImport("*", "glue_pml4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void GlueSymbol();

    [RuntimeImport("*", "host_tables")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ReserveSymbol();
}
