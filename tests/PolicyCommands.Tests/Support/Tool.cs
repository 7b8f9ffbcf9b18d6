using System.Text.Json;
using Verified.Verifier.Commands;

namespace Verified.PolicyCommands.Tests.Support;

/// <summary>Runs the command in this process.</summary>
internal static class Tool
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "policies");

    /// <summary>A file of the folder policies/.</summary>
    public static string Sample(string name) => Path.Combine(Folder, name);

    public static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = CommandLine.Run(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>The output with folders left out, so that it is the same on every machine.</summary>
    public static (int Exit, string Output) RunShort(params string[] args)
    {
        (int exit, string output, string error) = Run(args);
        Assert.Empty(error);
        return (exit, output.Replace(Folder + "/", "", StringComparison.Ordinal));
    }

    public static (int Exit, JsonElement Root) RunJson(params string[] args)
    {
        (int exit, string output, string error) = Run(args);
        Assert.Empty(error);
        return (exit, JsonDocument.Parse(output).RootElement);
    }

    /// <summary>The one line with which an input is refused.</summary>
    public static string Refusal(params string[] args)
    {
        (int exit, string output, string error) = Run(args);
        Assert.Equal((ExitCode.BadInput, ""), (exit, output));
        string[] lines = error.TrimEnd('\n').Split('\n');
        Assert.Single(lines);
        return lines[0];
    }
}
