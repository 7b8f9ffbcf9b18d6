using System.Diagnostics;

namespace Verified.Tests;

/// <summary>The planted bugs of tests/Teeth (docs/teeth.md) are bugs of the source as it is.</summary>
public sealed class TeethTests
{
    [Fact]
    public void Every_planted_bug_can_be_planted_in_the_source_as_it_is()
    {
        string root = Root();
        string[] patches = Directory.GetFiles(Path.Combine(root, "tests", "Teeth", "Planted"), "*.patch");

        Assert.True(patches.Length >= 30, $"{patches.Length} planted bugs");
        Assert.Empty(patches.Where(patch => !Applies(root, patch)).Select(Path.GetFileName));
    }

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
