using System.Runtime;
using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>
/// The first C# that runs, on tables that map 4 GiB one to one: looks at what the boot loader passed and writes
/// everything that is sealed afterwards (page tables, descriptor tables, permission maps, nested upper levels, the rates
/// of the clocks).
/// </summary>
internal static unsafe class EarlyBoot
{
    private const uint SvmLeaf = 0x8000_0001;
    private const uint SvmBit = 1 << 2;
    private const uint SvmFeatureLeaf = 0x8000_000a;
    private const uint NestedPagingBit = 1;
    private const uint XsaveBit = 1 << 26;
    private const uint MapBytes = 5 * 4096;

    // Upper levels of nested tables: present, writable, user, accessed. The leaves alone restrict.
    private const ulong UpperLevel = 0x27;

    [RuntimeExport("early_boot")]
    private static void Run(StartInfo* start)
    {
        CheckProcessor();
        if (start->Magic != StartInfo.MagicValue || start->Version < 1)
            Panic.Stop(StopCode.Hardware, "boot loader"u8, "no PVH start info with a memory map; boot with QEMU -kernel"u8);
        TakeArchive(start);
        TakePool(start);
        Apic.Start();
        Clock.Calibrate();
        BootInfo.Instance.WallSeconds = RealTimeClock.Seconds;
        HostPageTables.Build(ref BootInfo.Instance);
        DescriptorTables.Build();
        ulong* maps = (ulong*)Areas.IoPermissionMap;
        for (uint i = 0; i < MapBytes / 8; i++)
            maps[i] = ulong.MaxValue;
        for (uint domain = 0; domain < Limits.Domains; domain++)
            BuildNested(domain);
    }

    private static void CheckProcessor()
    {
        Cpu.Cpuid(SvmLeaf, 0, out CpuidResult features);
        Cpu.Cpuid(SvmFeatureLeaf, 0, out CpuidResult svm);
        if ((features.Ecx & SvmBit) == 0 || (svm.Edx & NestedPagingBit) == 0)
            Panic.Stop(StopCode.Hardware, "processor"u8, "no SVM with nested paging; run QEMU with -cpu max"u8);
        Cpu.Cpuid(1, 0, out CpuidResult basic);
        if ((basic.Ecx & XsaveBit) == 0)
            Panic.Stop(StopCode.Hardware, "processor"u8, "no XSAVE; run QEMU with -cpu max"u8);
        if (svm.Ebx <= Machine.Protected.Asids.Count)
            Panic.Stop(StopCode.Hardware, "processor"u8, "too few address space identifiers"u8);
    }

    private static void TakeArchive(StartInfo* start)
    {
        if (start->ModuleCount == 0)
            Panic.Stop(StopCode.Archive, "boot archive"u8, "there is none; give QEMU -initrd with the archive"u8);
        StartInfoModule* module = (StartInfoModule*)start->Modules;
        if (module->Size > AddressSpace.ArchiveMost || module->Address >= AddressSpace.PhysicalEnd)
            Panic.Stop(StopCode.Archive, "boot archive"u8, "larger than 512 MiB; leave guests out"u8);
        BootInfo.Instance.ArchiveAddress = module->Address;
        BootInfo.Instance.ArchiveSize = module->Size;
    }

    /// <summary>The pool: ordinary memory above the image, whole large pages, the archive's left out.</summary>
    private static void TakePool(StartInfo* start)
    {
        StartInfoMemory* map = (StartInfoMemory*)start->MemoryMap;
        ref BootInfo info = ref BootInfo.Instance;
        ulong archive = info.ArchiveAddress & ~(AddressSpace.LargePage - 1);
        ulong archiveEnd = RoundUp(info.ArchiveAddress + info.ArchiveSize);
        for (uint i = 0; i < start->MemoryMapCount; i++)
        {
            if (map[i].Type != StartInfoMemory.Ram || map[i].Address >= AddressSpace.PhysicalEnd)
                continue;
            ulong first = RoundUp(map[i].Address);
            ulong end = (map[i].Address + map[i].Size) & ~(AddressSpace.LargePage - 1);
            if (first < ImageLayout.Instance.ProtectedEnd)
                first = ImageLayout.Instance.ProtectedEnd;
            if (end > AddressSpace.PhysicalEnd)
                end = AddressSpace.PhysicalEnd;
            Add(first, end < archive ? end : archive);
            Add(first > archiveEnd ? first : archiveEnd, end);
        }

        if (info.PoolCount == 0)
            Panic.Stop(StopCode.Memory, "memory"u8, "none is left for guests; give QEMU -m 256 or more"u8);
    }

    private static void Add(ulong start, ulong end)
    {
        ref BootInfo info = ref BootInfo.Instance;
        if (start >= end || info.PoolCount == MemoryRanges.Capacity)
            return;
        info.Pool[info.PoolCount].Start = start;
        info.Pool[info.PoolCount].End = end;
        info.PoolCount++;
    }

    private static ulong RoundUp(ulong address) =>
        (address + AddressSpace.LargePage - 1) & ~(AddressSpace.LargePage - 1);

    /// <summary>One entry, one entry, and a directory whose entries are the domain's row of leaves, table by table.</summary>
    private static void BuildNested(uint domain)
    {
        const int Entries = 512;
        ulong* tables = Areas.NestedTables(domain);
        tables[0] = (ulong)(tables + Entries) | UpperLevel;
        tables[Entries] = (ulong)(tables + (2 * Entries)) | UpperLevel;
        ulong leaves = Machine.Protected.VcpuSetup.LeavesAddress(domain);
        for (uint i = 0; i < Limits.GuestFrames / Entries; i++)
            tables[(2 * Entries) + i] = (leaves + (i * 4096)) | UpperLevel;
    }
}
