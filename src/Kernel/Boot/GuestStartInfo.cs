using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>
/// A guest's hvm_start_info, in the last page of its RAM: the structure, one memory map entry, the command line.
/// </summary>
internal static class GuestStartInfo
{
    private const uint PageSize = 4096;
    private const uint MapOffset = 64;
    private const uint CommandLineOffset = 128;

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
        Gate.LoadWord(domain, page + 24, page + CommandLineOffset);
        Gate.LoadWord(domain, page + 40, page + MapOffset);
        Gate.LoadWord(domain, page + 48, MapEntries);
        Gate.LoadWord(domain, page + MapOffset + 8, ram);
        Gate.LoadWord(domain, page + MapOffset + 16, StartInfoMemory.Ram);
        Gate.LoadArchive(domain, page + CommandLineOffset, argumentOffset, argumentLength);
    }
}
