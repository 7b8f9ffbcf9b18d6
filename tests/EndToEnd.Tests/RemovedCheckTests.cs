namespace Verified.EndToEnd.Tests;

/// <summary>
/// The monitor's check is taken out of a handler, on a copy of the tree: each of the three nets must catch it by
/// itself. The copy is built once and shared.
/// </summary>
public sealed class RemovedCheckTests(RemovedCheckTests.UnmediatedTree tree) : IClassFixture<RemovedCheckTests.UnmediatedTree>
{
    [Fact]
    public void A_property_test_fails_without_the_check()
    {
        Ran ran = Shell.Run("dotnet run --project tests/Kernel.Tests -c Release -- --progress off --no-ansi", tree.Folder, 300);

        Assert.True(ran.Status != 0, ran.Output);
        Assert.Contains(
            ran.Lines,
            line => line.StartsWith("failed ", StringComparison.Ordinal)
                && line.Contains("RandomSequenceTests.No_sequence_breaks_an_invariant", StringComparison.Ordinal));
        Assert.Contains("share no type", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_code_proof_fails_without_the_check()
    {
        Ran ran = Shell.Run($"./verified prove --image {tree.Kernel} --only alloc_unbound", seconds: 400);

        Assert.True(ran.Status == 1, ran.Output);
        Assert.Contains("refuted", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_guests_inside_QEMU_notice_that_the_check_is_gone()
    {
        using Archive archive = new();
        archive.Pack(File.ReadAllText(Path.Combine(Shell.Root, "policies/customer-order.manifest")));

        Ran ran = Shell.Run($"sh tools/qemu.sh {tree.Kernel} {archive.Packed}");

        Assert.True(ran.Status != 0, ran.Output);
        Assert.Contains(ran.Lines, line => line.StartsWith("[Advertising", StringComparison.Ordinal) && line.Contains("NOT denied", StringComparison.Ordinal));
    }

    /// <summary>A copy of the tree in which alloc_unbound does not ask the monitor.</summary>
    public sealed class UnmediatedTree : IDisposable
    {
        public UnmediatedTree()
        {
            Folder = Directory.CreateTempSubdirectory("verified-tree-").FullName;
            string patch = Path.Combine(Shell.Root, "tests/Proofs.Tests/Planted/alloc_unbound-without-monitor.patch");
            foreach (string step in (string[])[
                $"git ls-files -co --exclude-standard | xargs cp --parents -t {Folder}",
                $"cd {Folder} && git apply {patch}",
                $"cd {Folder} && dotnet build src/Kernel/Image -c Release -v q --nologo"])
            {
                Ran ran = Shell.Run(step, seconds: 300);
                Assert.True(ran.Status == 0, ran.Output);
            }
        }

        public string Folder { get; }

        public string Kernel => Path.Combine(Folder, "artifacts/image/kernel.elf");

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
