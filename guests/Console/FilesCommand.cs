using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary><c>files</c>: what is in the boot archive.</summary>
internal static class FilesCommand
{
    private const int SizeColumn = 24;

    internal static ReadOnlySpan<byte> Usage => "files"u8;

    internal static void Run(ref Words words)
    {
        if (words.HasMore)
        {
            Complain.Usage(Usage);
            return;
        }

        int place = 0;
        while (NewcArchive.TryNext(Files.All, ref place, out ArchiveEntry entry))
        {
            Screen.WriteSafely(Files.All.Slice(entry.NameOffset, entry.NameLength));
            Screen.To(SizeColumn);
            Screen.Write((ulong)entry.Length);
            Screen.Line(" bytes"u8);
        }
    }
}
