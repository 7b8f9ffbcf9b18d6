using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Pictures;

/// <summary>Graphviz, as a process of its own.</summary>
public static class Graphviz
{
    private const string Program = "dot";

    /// <summary>More than a picture of the largest policy that is drawn; what is beyond it is not kept.</summary>
    private const int MaximumBytes = 64 << 20;

    private const int MaximumComplaint = 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Draws a picture.</summary>
    /// <param name="dot">Its text.</param>
    /// <returns>The picture as SVG.</returns>
    /// <exception cref="InputException">
    /// Graphviz is not installed, fails, or takes more than a minute or 64 MiB.
    /// </exception>
    public static byte[] ToSvg(string dot) => ToSvg(dot, Patience);

    /// <summary>Draws a picture within a time.</summary>
    internal static byte[] ToSvg(string dot, TimeSpan patience)
    {
        using Process process = Start();
        Task<byte[]> complaint = ReadAsync(process.StandardError.BaseStream, MaximumComplaint);
        Task<byte[]> svg = ReadAsync(process.StandardOutput.BaseStream, MaximumBytes + 1);
        Task feeding = FeedAsync(process, dot);
        if (!Task.WhenAll(feeding, svg, complaint).Wait(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InputException(new(Program), $"Graphviz did not finish in {patience.TotalSeconds:F0} s",
                "write FILE.dot and draw it another way");
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            string first = Encoding.UTF8.GetString(complaint.Result).Split('\n')[0];
            throw new InputException(new(Program), $"Graphviz failed: {NameRules.Quote(first)}",
                "write FILE.dot instead");
        }

        if (svg.Result.Length > MaximumBytes)
            throw new InputException(new(Program), "Graphviz writes more than 64 MiB",
                "write FILE.dot and draw it another way");
        return svg.Result;
    }

    /// <summary>Reads a stream to its end and keeps its beginning.</summary>
    private static async Task<byte[]> ReadAsync(Stream stream, int keep)
    {
        using MemoryStream kept = new();
        byte[] part = new byte[1 << 16];
        int count;
        while ((count = await stream.ReadAsync(part).ConfigureAwait(false)) > 0)
            kept.Write(part, 0, Math.Min(count, keep - (int)kept.Length));
        return kept.ToArray();
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
