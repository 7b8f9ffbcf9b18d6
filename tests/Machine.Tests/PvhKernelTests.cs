using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>
/// A small PVH kernel written against Xen's own headers (guests/Pvh), of 64 and of 32 bits: what it finds at its entry,
/// exceptions and user mode, texts and error codes.
/// </summary>
public sealed class PvhKernelTests : IDisposable
{
    private const int GuestFailed = 83;

    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData(64)]
    [InlineData(32)]
    public void A_PVH_kernel_finds_what_Xens_headers_promise(int bits)
    {
        Ran ran = Boot(bits, "a PVH module", 0);

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Equal([$"[SystemManagement 0] {bits} bits: 99 checks, failed: 0"], ran.Lines);
    }

    [Fact]
    public void What_is_not_as_promised_it_says()
    {
        Ran ran = Boot(64, "another one.", 0);

        string[] expected =
        [
            "[SystemManagement 0] the module's bytes: is 0, should be 1",
            "[SystemManagement 0] 64 bits: 99 checks, failed: 1",
        ];
        Assert.Equal(expected, ran.Lines);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(3, " (crash)")]
    [InlineData(4, "")]
    [InlineData(5, "")]
    public void It_ends_for_the_reason_that_it_gave(int reason, string name)
    {
        Ran ran = Boot(32, "a PVH module", reason);

        Assert.True(ran.Status == GuestFailed, ran.Output);
        Assert.Contains($"ended: SystemManagement[0] shut down with reason {reason}{name}", ran.Lines);
    }

    private Ran Boot(int bits, string module, int reason)
    {
        Ran built = Shell.Run("sh tools/pvh-guests.sh");
        Assert.True(built.Status == 0, built.Output);
        string file = Path.Combine(_archive.Folder, "module");
        File.WriteAllText(file, module);
        return _archive.Boot(
            $"domain SystemManagement image=pvh{bits} memory=2048 module=module arg=shutdown={reason}\n",
            $"artifacts/pvh/pvh{bits}.elf {file}");
    }
}
