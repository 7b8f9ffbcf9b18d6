using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>The boot archive: PVH passes it as a module in this domain's own memory (hvm_start_info's module list).</summary>
internal static unsafe class Files
{
    private const uint ModuleCountOffset = 12;
    private const uint ModuleListOffset = 16;

    private static byte* s_start;
    private static int s_length;

    /// <summary>The whole archive; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> All => new(s_start, s_length);

    /// <summary>Finds the archive; false when it was not passed, or is damaged.</summary>
    internal static bool Open()
    {
        byte* info = Program.StartInfo;
        if (*(uint*)(info + ModuleCountOffset) == 0)
            return false;
        ulong* module = *(ulong**)(info + ModuleListOffset);
        s_start = (byte*)module[0];
        s_length = (int)module[1];
        return NewcArchive.Check(All, out _) == ParseError.None;
    }

    /// <summary>A file by its name.</summary>
    internal static bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> bytes)
    {
        bool found = NewcArchive.TryFind(All, name, out ArchiveEntry entry);
        bytes = found ? All.Slice(entry.Offset, entry.Length) : default;
        return found;
    }
}
