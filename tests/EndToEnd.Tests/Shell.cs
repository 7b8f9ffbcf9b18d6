using System.Diagnostics;
using System.Text;

namespace Verified.EndToEnd.Tests;

/// <summary>What a command did.</summary>
internal sealed record Ran(int Status, string Output)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs commands as a user would, in a tree.</summary>
internal static class Shell
{
    /// <summary>The root of the tree under test.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs <c>sh -c command</c> in a folder; the output is both streams as they came.</summary>
    public static Ran Run(string command, string? folder = null, int seconds = 120)
    {
        using Process process = new();
        process.StartInfo = new("sh", ["-c", command])
        {
            WorkingDirectory = folder ?? Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // What the test host sets for itself must not steer the builds that a test starts.
        foreach (string name in process.StartInfo.Environment.Keys.ToArray())
        {
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("DOTNET_HOST", StringComparison.Ordinal))
                process.StartInfo.Environment.Remove(name);
        }

        StringBuilder output = new();
        void Take(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null) lock (output) output.Append(line.Data.TrimEnd('\r')).Append('\n');
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"no end after {seconds} s: {command}\n{output}");
        }

        process.WaitForExit();
        lock (output) return new(process.ExitCode, output.ToString());
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Verified.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests stand outside the tree");
    }
}
