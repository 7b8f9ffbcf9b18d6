namespace Verified.EndToEnd.Tests;

/// <summary>What the kernel does with a boot archive that is not what it should be: one line, a status of its own.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good = "domain SystemManagement image=management memory=512\n";

    private readonly Archive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData("domain Nobody image=management memory=512\n", 69, "manifest: line 1: Nobody")]
    [InlineData("domain SystemManagement image=management\n", 69, "manifest: line 1")]
    [InlineData("domain SystemManagement image=management memory=7\n", 69, "manifest: line 1")]
    [InlineData("", 69, "no domain")]
    [InlineData("domain SystemManagement image=missing memory=512\n", 73, "missing")]
    [InlineData(Good + "domain SystemManagement image=management memory=512\n", 79, "line 2: SystemManagement")]
    [InlineData(Good + "domain OrderWeb image=order memory=512\ndomain CompetitorOrder image=order memory=512\n", 79, "line 3: CompetitorOrder")]
    public void A_manifest_that_cannot_be_met_stops_the_machine_before_any_guest_runs(string manifest, int status, string place)
    {
        Refuses(_archive.Boot(manifest), status, place);
    }

    [Fact]
    public void More_domains_than_the_table_holds_are_refused()
    {
        string manifest = Good + string.Concat(Enumerable.Repeat("domain Computing image=computing memory=64\n", 64));
        Refuses(_archive.Boot(manifest), 69, "line 65");
    }

    [Fact]
    public void A_guest_image_that_is_no_ELF_is_named()
    {
        string image = Path.Combine(_archive.Folder, "management");
        File.WriteAllText(image, "#!/bin/sh\n");
        Refuses(_archive.Boot(Good, image), 73, "management");
    }

    [Fact]
    public void A_truncated_policy_is_refused()
    {
        byte[] policy = File.ReadAllBytes(_archive.Policy);
        File.WriteAllBytes(_archive.Policy, policy[..(policy.Length / 2)]);
        Refuses(_archive.Boot(Good), 71, "policy.bin");
    }

    [Fact]
    public void A_policy_whose_type_matrix_points_outside_is_refused()
    {
        byte[] policy = File.ReadAllBytes(_archive.Policy);
        policy[20] = 0x7f; // the primary block's offset, big-endian
        File.WriteAllBytes(_archive.Policy, policy);
        Refuses(_archive.Boot(Good), 71, "policy.bin");
    }

    [Fact]
    public void A_truncated_archive_is_refused()
    {
        _archive.Boot(Good);
        byte[] packed = File.ReadAllBytes(_archive.Packed);
        File.WriteAllBytes(_archive.Packed, packed[..(packed.Length / 2)]);
        Refuses(_archive.BootPacked(), 67, "byte ");
    }

    [Fact]
    public void An_archive_of_something_else_is_refused()
    {
        File.WriteAllBytes(_archive.Packed, new byte[4096]);
        Refuses(_archive.BootPacked(), 67, "byte 0");
    }

    private static void Refuses(Ran ran, int status, string place)
    {
        Assert.True(ran.Status == status, $"status {ran.Status}, expected {status}\n{ran.Output}");
        string panic = Assert.Single(ran.Lines, line => line.StartsWith("panic: ", StringComparison.Ordinal));
        Assert.Contains(place, panic, StringComparison.Ordinal);
        Assert.DoesNotContain(ran.Lines, line => line.StartsWith('['));
    }
}
