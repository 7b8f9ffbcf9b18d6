using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>
/// A guest's hvm_start_info, in the last page of its RAM: the structure, one memory map entry, the boot archive as a
/// module for the operator's domain, the command line.
/// </summary>
internal static class GuestStartInfo
{
    private const uint PageSize = 4096;
    private const uint MapOffset = 64;
    private const uint ModuleOffset = 96;
    private const uint CommandLineOffset = 128;

    // SIF_PRIVILEGED and SIF_INITDOMAIN.
    private const ulong InitialDomain = 3;

    /// <summary>Writes it.</summary>
    /// <param name="domain">A paused domain.</param>
    /// <param name="ram">Bytes of its RAM.</param>
    /// <param name="argumentOffset">Where the command line stands in the boot archive.</param>
    /// <param name="argumentLength">Bytes of the command line; the frame is clear, so that a NUL follows.</param>
    internal static void Write(uint domain, uint ram, uint argumentOffset, uint argumentLength)
    {
        const ulong Version = 1;
        const ulong MapEntries = 1;
        uint page = ram - PageSize;
        Gate.LoadWord(domain, page, StartInfo.MagicValue | (Version << 32));
        Gate.LoadWord(domain, page + 8, domain == 0 ? InitialDomain : 0);
        Gate.LoadWord(domain, page + 24, page + CommandLineOffset);
        Gate.LoadWord(domain, page + 40, page + MapOffset);
        Gate.LoadWord(domain, page + 48, MapEntries);
        Gate.LoadWord(domain, page + MapOffset + 8, ram);
        Gate.LoadWord(domain, page + MapOffset + 16, StartInfoMemory.Ram);
        Gate.LoadArchive(domain, page + CommandLineOffset, argumentOffset, argumentLength);
    }

    /// <summary>Where a module of some bytes stands: its pages end where the start info begins.</summary>
    internal static uint ModuleAddress(uint ram, uint size) => ram - PageSize - ((size + PageSize - 1) & ~(PageSize - 1));

    /// <summary>Puts the whole boot archive into a domain's RAM, and names it as its one module.</summary>
    /// <param name="domain">A paused domain, of which <see cref="Write"/> has been called.</param>
    /// <param name="ram">Bytes of its RAM, more than the archive's.</param>
    internal static void AddArchive(uint domain, uint ram)
    {
        const ulong Modules = 1;
        uint page = ram - PageSize;
        uint size = (uint)ArchiveWindow.Size;
        uint address = ModuleAddress(ram, size);
        Gate.LoadArchive(domain, address, 0, size);
        Gate.LoadWord(domain, page + 8, InitialDomain | (Modules << 32));
        Gate.LoadWord(domain, page + 16, page + ModuleOffset);
        Gate.LoadWord(domain, page + ModuleOffset, address);
        Gate.LoadWord(domain, page + ModuleOffset + 8, size);
    }
}
