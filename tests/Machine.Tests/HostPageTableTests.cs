namespace Verified.Machine.Tests;

/// <summary>
/// The page tables of the running hypervisor, read out of QEMU's physical memory while a guest runs: what glue can
/// write, what can be executed, and that nothing has a second mapping with other rights.
/// </summary>
public sealed class HostPageTableTests(MachineDump dump)
{
    private const ulong DirectMap = 0x0000_1000_0000_0000;

    [Fact]
    public void Nothing_is_both_writable_and_executable()
    {
        Assert.DoesNotContain(dump.Gate, page => page.Writable && page.Executable);
        Assert.DoesNotContain(dump.Glue, page => page.Writable && page.Executable);
    }

    [Fact]
    public void The_code_of_the_image_and_nothing_else_is_executable()
    {
        foreach (List<MappedPage> pages in dump.Both)
        {
            Assert.Equal(
                dump.Symbol("rodata_start") - dump.Symbol("text_start"),
                pages.Where(page => page.Executable).Aggregate(0UL, (sum, page) => sum + page.Size));
            Assert.All(pages.Where(page => page.Executable),
                page => Assert.InRange(page.Physical, dump.Symbol("text_start"), dump.Symbol("rodata_start") - 1));
        }
    }

    [Fact]
    public void Glue_cannot_write_the_protected_region_and_the_gate_can()
    {
        ulong start = dump.Symbol("protected_start");
        ulong end = dump.Symbol("protected_end");
        Assert.DoesNotContain(dump.Glue, page => page.Writable && page.Overlaps(start, end));
        Assert.Contains(dump.Gate, page => page.Writable && page.Overlaps(start, start + 1));
    }

    [Fact]
    public void Nobody_can_write_what_was_sealed()
    {
        foreach (List<MappedPage> pages in dump.Both)
            Assert.DoesNotContain(pages, page => page.Writable && page.Overlaps(dump.Symbol("sealed_start"), dump.Symbol("protected_start")));
    }

    [Fact]
    public void The_guest_frame_pool_is_mapped_behind_the_gate_only()
    {
        List<MappedPage> pool = [.. dump.Gate.Where(page => page.Address >> 39 == DirectMap >> 39)];
        Assert.NotEmpty(pool);
        Assert.All(pool, page => Assert.True(page.Address == DirectMap + page.Physical && page.Writable && !page.Executable));
        Assert.All(pool, page => Assert.False(page.Overlaps(0, dump.Symbol("protected_end"))));
        Assert.DoesNotContain(dump.Glue, page => page.Address >> 39 == DirectMap >> 39);
        Assert.DoesNotContain(dump.Glue, page => pool.Exists(frame => page.Overlaps(frame.Physical, frame.Physical + frame.Size)));
    }

    [Fact]
    public void No_frame_has_two_mappings()
    {
        foreach (List<MappedPage> pages in dump.Both)
        {
            List<MappedPage> sorted = [.. pages.OrderBy(page => page.Physical)];
            for (int i = 1; i < sorted.Count; i++)
                Assert.True(sorted[i - 1].Physical + sorted[i - 1].Size <= sorted[i].Physical, $"{sorted[i - 1]} and {sorted[i]}");
        }
    }

    [Fact]
    public void No_page_is_a_users_and_the_boot_code_is_gone()
    {
        foreach (List<MappedPage> pages in dump.Both)
        {
            Assert.DoesNotContain(pages, page => page.User);
            Assert.DoesNotContain(pages, page => page.Overlaps(0, dump.Symbol("text_start")));
        }
    }
}
