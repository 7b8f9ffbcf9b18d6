using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>
/// A guest's hvm_start_info, in the last page of its RAM: the structure, the memory map, the module list, the command
/// line and the ACPI tables. The map says of that page that it is not to be used before it has been read.
/// </summary>
internal static class GuestStartInfo
{
    private const uint PageSize = 4096;
    private const uint MapOffset = 64;
    private const uint ModuleOffset = 144;
    private const uint CommandLineOffset = 192;
    private const uint AcpiOffset = 1024;

    // SIF_PRIVILEGED and SIF_INITDOMAIN.
    private const ulong InitialDomain = 3;

    private static AcpiArea s_tables;

    /// <summary>Writes it.</summary>
    /// <param name="domain">A paused domain.</param>
    /// <param name="ram">Bytes of its RAM.</param>
    /// <param name="free">Of these, how many are there to be used; what stands behind them stays as it is.</param>
    /// <param name="argumentOffset">Where the command line stands in the boot archive.</param>
    /// <param name="argumentLength">
    /// Bytes of the command line, at most a manifest line's; the frame is clear, so that a NUL follows.
    /// </param>
    internal static void Write(uint domain, uint ram, uint free, uint argumentOffset, uint argumentLength)
    {
        const ulong Version = 1;
        const ulong MapEntries = 3;
        const uint MapEntrySize = 24;
        uint page = ram - PageSize;
        Gate.LoadWord(domain, page, StartInfo.MagicValue | (Version << 32));
        Gate.LoadWord(domain, page + 8, Flags(domain));
        Gate.LoadWord(domain, page + 24, page + CommandLineOffset);
        Gate.LoadWord(domain, page + 32, page + AcpiOffset);
        Gate.LoadWord(domain, page + 40, page + MapOffset);
        Gate.LoadWord(domain, page + 48, MapEntries);
        Gate.LoadWord(domain, page + MapOffset + 8, free);
        Gate.LoadWord(domain, page + MapOffset + 16, StartInfoMemory.Ram);
        Gate.LoadWord(domain, page + MapOffset + MapEntrySize, free);
        Gate.LoadWord(domain, page + MapOffset + MapEntrySize + 8, ram - free);
        Gate.LoadWord(domain, page + MapOffset + MapEntrySize + 16, StartInfoMemory.Acpi);

        // A guest that looks for addresses to show grants at finds them below: it has none here.
        const ulong FourGigabytes = 1UL << 32;
        const ulong OutOfReach = (ulong)Limits.GuestFrames * PageSize;
        const uint Third = MapOffset + (2 * MapEntrySize);
        Gate.LoadWord(domain, page + Third, OutOfReach);
        Gate.LoadWord(domain, page + Third + 8, FourGigabytes - OutOfReach);
        Gate.LoadWord(domain, page + Third + 16, StartInfoMemory.Unusable);
        Gate.LoadArchive(domain, page + CommandLineOffset, argumentOffset, argumentLength);
        WriteAcpi(domain, page + AcpiOffset);
    }

    /// <summary>Where a module of some bytes stands: its pages end where the guest's free RAM does.</summary>
    internal static uint ModuleAddress(uint free, uint size) => free - ((size + PageSize - 1) & ~(PageSize - 1));

    /// <summary>Puts bytes of the boot archive into a domain's RAM, and names them as its one module.</summary>
    /// <param name="domain">A paused domain, of which <see cref="Write"/> has been called.</param>
    /// <param name="ram">Bytes of its RAM.</param>
    /// <param name="address">Where the module is to stand.</param>
    /// <param name="offset">Where the module stands in the archive.</param>
    /// <param name="size">Its bytes.</param>
    internal static void AddModule(uint domain, uint ram, uint address, uint offset, uint size)
    {
        const ulong Modules = 1;
        uint page = ram - PageSize;
        Gate.LoadArchive(domain, address, offset, size);
        Gate.LoadWord(domain, page + 8, Flags(domain) | (Modules << 32));
        Gate.LoadWord(domain, page + 16, page + ModuleOffset);
        Gate.LoadWord(domain, page + ModuleOffset, address);
        Gate.LoadWord(domain, page + ModuleOffset + 8, size);
    }

    private static ulong Flags(uint domain) => domain == 0 ? InitialDomain : 0;

    private static void WriteAcpi(uint domain, uint address)
    {
        s_tables = default;
        AcpiTables.Write(ref s_tables, address);
        for (uint i = 0; i < AcpiTables.Size; i += 8)
        {
            ulong word = 0;
            for (uint j = 8; j != 0; j--)
                word = (word << 8) | s_tables[(int)((i + j - 1) & (AcpiArea.Size - 1))];
            Gate.LoadWord(domain, address + i, word);
        }
    }
}
