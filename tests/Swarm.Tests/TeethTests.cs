using System.Diagnostics;

namespace Verified.Tests;

/// <summary>The planted bugs of tests/Teeth (docs/teeth.md) are bugs of the source as it is, and are found.</summary>
public sealed class TeethTests(ITestOutputHelper output)
{
    private const int Tried = 2;

    [Fact]
    public void Every_planted_bug_can_be_planted_in_the_source_as_it_is()
    {
        string root = Root();
        string[] patches = Patches(root);

        Assert.True(patches.Length >= 30, $"{patches.Length} planted bugs");
        Assert.Empty(patches.Where(patch => !Applies(root, patch)).Select(Path.GetFileName));
    }

    /// <summary>The rest is found by `make teeth`, minutes; VERIFIED_TEETH_SEED repeats a choice.</summary>
    [Fact]
    public async Task Bugs_picked_at_random_are_found_by_random_runs_once_they_are_planted()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("VERIFIED_TEETH_SEED"), out int given)
            ? given
            : Random.Shared.Next(1 << 20);
        string root = Root();
        string[] patches = Patches(root);
        new Random(seed).Shuffle(patches);
        ProcessStartInfo start = new("sh", ["tools/teeth.sh", .. patches[..Tried]])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TEETH"] = "random" },
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string written = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] table = written.TrimEnd().Split('\n');
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"VERIFIED_TEETH_SEED={seed}\n{string.Join('\n', table)}");

        Assert.True(process.ExitCode == 0, await errors);
        // Two lines of heading, then a row a bug, with the seconds that it was looked for.
        Assert.Equal(2 + Tried, table.Length);
        Assert.All(table[2..], row => Assert.EndsWith(" s", row.Split('|')[3].TrimEnd(), StringComparison.Ordinal));
    }

    private static string[] Patches(string root) =>
        [.. Directory.GetFiles(Path.Combine(root, "tests", "Teeth", "Planted"), "*.patch").Order(StringComparer.Ordinal)];

    private static bool Applies(string root, string patch)
    {
        ProcessStartInfo start = new("patch", ["--dry-run", "--batch", "-s", "-p1", "-i", patch])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "Verified.sln"))) folder = Path.GetDirectoryName(folder);
        return folder!;
    }
}
