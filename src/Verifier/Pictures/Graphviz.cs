using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Pictures;

/// <summary>Graphviz, as a process of its own.</summary>
public static class Graphviz
{
    private const string Program = "dot";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Draws a picture.</summary>
    /// <param name="dot">Its text.</param>
    /// <returns>The picture as SVG.</returns>
    /// <exception cref="InputException">Graphviz is not installed, fails, or takes more than a minute.</exception>
    public static byte[] ToSvg(string dot)
    {
        using Process process = Start();
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        using MemoryStream svg = new();
        Task drawing = process.StandardOutput.BaseStream.CopyToAsync(svg);
        Task feeding = FeedAsync(process, dot);
        if (!Task.WhenAll(feeding, drawing, complaint).Wait(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InputException(new(Program), "Graphviz did not finish in a minute", "write FILE.dot and draw it another way");
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            string first = complaint.Result.Split('\n')[0];
            throw new InputException(new(Program), $"Graphviz failed: {NameRules.Quote(first)}", "write FILE.dot instead");
        }

        return svg.ToArray();
    }

    private static Process Start()
    {
        ProcessStartInfo start = new(Program, ["-Tsvg"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        try
        {
            return Process.Start(start) ?? throw new Win32Exception();
        }
        catch (Win32Exception)
        {
            throw new InputException(new(Program), "Graphviz is not installed",
                "install the Debian package graphviz, or write FILE.dot");
        }
    }

    private static async Task FeedAsync(Process process, string dot)
    {
        try
        {
            await process.StandardInput.WriteAsync(dot).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended early: its exit status and complaint say why.
        }
    }
}
