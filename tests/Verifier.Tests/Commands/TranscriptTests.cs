using System.Text.RegularExpressions;
using Verified.Verifier.Commands;

namespace Verified.Verifier.Tests.Commands;

/// <summary>The transcripts in the documentation are what the tool prints.</summary>
public sealed partial class TranscriptTests
{
    /// <summary>Set to a folder into which the files are written with today's transcripts, instead of comparing them.</summary>
    private const string RewriteVariable = "VERIFIED_REWRITE_TRANSCRIPTS";

    [Theory]
    [InlineData("policy-tool.md")]
    [InlineData("policy-commands.md")]
    public void The_transcripts_in_the_documentation_are_what_the_tool_prints(string file)
    {
        // The paths in the transcripts are those of the repository, whose policies stand beside the tests.
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        Directory.CreateDirectory("docs/pictures");
        string documented = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", file));
        string actual = ConsoleBlock().Replace(documented, block => "```console\n" + Replay(block.Value) + "```");
        if (Environment.GetEnvironmentVariable(RewriteVariable) is { } target)
            File.WriteAllText(Path.Combine(target, file), actual);
        else
            Assert.Equal(documented, actual);
    }

    /// <summary>
    /// Runs the commands of a block and gives each with its output and, unless it is 0, its exit status.
    /// </summary>
    private static string Replay(string block)
    {
        string[] commands = [.. block.Split('\n').Where(line => line.StartsWith("$ ./verified ", StringComparison.Ordinal))];
        Assert.NotEmpty(commands);
        using StringWriter transcript = new();
        foreach (string command in commands)
        {
            transcript.WriteLine(command);
            int code = CommandLine.Run(command.Split(' ')[2..], transcript, transcript);
            if (code != ExitCode.Holds)
                transcript.WriteLine($"(exit status {code})");
        }

        return transcript.ToString();
    }

    [GeneratedRegex("```console\n.*?```", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();
}
