using System.Buffers.Binary;

namespace Verified.Machine.Tests;

/// <summary>A page that a set of page tables maps.</summary>
internal sealed record MappedPage(ulong Address, ulong Physical, ulong Size, bool Writable, bool Executable, bool User)
{
    public bool Overlaps(ulong start, ulong end) => Physical < end && start < Physical + Size;
}

/// <summary>Walks four-level page tables in a dump of physical memory (AMD64 manual vol. 2, section 5.3).</summary>
internal sealed class PageTables(byte[] dump, ulong dumpStart)
{
    private const ulong Present = 1;
    private const ulong WritableBit = 2;
    private const ulong UserBit = 4;
    private const ulong Large = 0x80;
    private const ulong AddressBits = 0x000f_ffff_ffff_f000;
    private const ulong NoExecute = 1UL << 63;

    /// <summary>Everything that a root maps; rights are those of all levels together.</summary>
    public List<MappedPage> Walk(ulong root)
    {
        List<MappedPage> pages = [];
        Walk(root, 4, 0, new(0, 0, 0, true, true, true), pages);
        return pages;
    }

    private void Walk(ulong table, int level, ulong address, MappedPage above, List<MappedPage> pages)
    {
        int shift = 12 + (9 * (level - 1));
        for (uint i = 0; i < 512; i++)
        {
            ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(dump.AsSpan(checked((int)(table - dumpStart + (i * 8)))));
            if ((entry & Present) == 0)
                continue;
            ulong here = address | ((ulong)i << shift);
            MappedPage page = new(here, entry & AddressBits, 1UL << shift,
                above.Writable && (entry & WritableBit) != 0,
                above.Executable && (entry & NoExecute) == 0,
                above.User && (entry & UserBit) != 0);
            if (level == 1 || (entry & Large) != 0)
                pages.Add(page);
            else
                Walk(entry & AddressBits, level - 1, here, page, pages);
        }
    }
}
