using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>A guest of 32-bit code: other registers, and its own page tables or none.</summary>
public sealed class NarrowGuestTests : IDisposable
{
    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Hypercalls_of_32_bit_code_take_their_arguments_without_paging_and_through_32_bit_page_tables()
    {
        Ran ran = _archive.Boot("domain SystemManagement image=narrow memory=512\n");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Equal(14, ran.Lines.Length);
        Assert.All(ran.Lines, line => Assert.EndsWith(": ok", line, StringComparison.Ordinal));
        Assert.Contains("[SystemManagement 0] xen_version: ok", ran.Lines);
        Assert.Contains("[SystemManagement 0] memory_op is not offered: ok", ran.Lines);
        Assert.Contains("[SystemManagement 0] send from user mode: ok", ran.Lines);
        Assert.Contains("[SystemManagement 0] alloc_unbound through a read-only page: ok", ran.Lines);
    }
}
