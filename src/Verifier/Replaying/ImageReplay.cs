using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Verified.Traces;
using Verified.Verifier.Policies;
using Verified.Verifier.Policies.Binary;
using Trace = Verified.Traces.Trace;

namespace Verified.Verifier.Replaying;

/// <summary>Runs a trace inside the image, under QEMU: a scripted guest in every domain makes its steps.</summary>
internal static partial class ImageReplay
{
    private const string Image = "artifacts/image/kernel.elf";
    private const string Guest = "artifacts/image/guests/scripted.elf";
    private const string Seconds = "600";

    /// <summary>The results of the calls, by step; null for a step without one.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="InputException">The image cannot make a step, is not built, or did not come to the end.</exception>
    public static IReadOnlyList<long?> Run(Trace trace, string file)
    {
        if (trace.Policy is not { } policy || trace.Domains.Count == 0 || trace.Tables.Count + trace.Memory.Count > 0)
            throw new InputException($"{file}: the image starts with a policy and domains, not with tables; replay without --qemu");
        foreach (string needed in (string[])[Image, Guest])
        {
            if (!File.Exists(needed))
                throw new InputException(new(needed), "not built yet, or this is not the root of the tree", "run there: make image");
        }

        string folder = Directory.CreateTempSubdirectory("verified-replay-").FullName;
        try
        {
            Pack(trace, policy, file, folder);
            string console = Shell($"QEMU_SECONDS={Seconds} sh tools/qemu.sh {Image} {folder}/boot.cpio -icount shift=0,sleep=off");
            return Results(trace, file, console);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Pack(Trace trace, TracePolicy policy, string file, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "policy.bin"), BinaryPolicyWriter.Write(PolicyOfTrace.Of(policy, file)));
        byte[] program = File.ReadAllBytes(Guest);
        int place = program.AsSpan().IndexOf(Encoding.ASCII.GetBytes(ImageScript.Name));
        if (place < 0) throw new InputException(new(Guest), "has no place for a script", "build it again: make image");
        new ImageScript(trace, file, FirstPage()).Write().CopyTo(program, place);
        File.WriteAllBytes(Path.Combine(folder, "scripted.elf"), program);
        List<string> names = [.. policy.Labels.Select(label => label.Name)];
        IEnumerable<string> lines = trace.Domains.Select(domain =>
            $"domain {PolicyOfTrace.NameOf(names.IndexOf(domain.Label))} image=scripted memory=2048\n");
        File.WriteAllText(Path.Combine(folder, "manifest"), string.Concat(lines));
        Shell($"sh tools/pack.sh {folder}/boot.cpio {folder}/manifest {folder}/policy.bin {folder}/scripted.elf");
    }

    // The guest frame of the first of its pages to play with.
    private static ulong FirstPage()
    {
        Match symbol = Pages().Match(Shell($"nm {Guest}"));
        return symbol.Success
            ? ulong.Parse(symbol.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> 12
            : throw new InputException(new(Guest), "has no symbol 'pages'", "build it again: make image");
    }

    private static long?[] Results(Trace trace, string file, string console)
    {
        long?[] results = new long?[trace.Steps.Count];
        int found = 0;
        foreach (Match line in Given().Matches(console))
        {
            int step = int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture);
            if (step >= results.Length) continue;
            found++;
            if (trace.Steps[step] is CallStep)
                results[step] = long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture);
        }

        string last = console.TrimEnd().Split('\n')[^1].TrimEnd();
        return found == results.Length
            ? results
            : throw new InputException($"{file}: the image made {found} of {results.Length} steps; its last line: {last}");
    }

    private static string Shell(string command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", command + " 2>&1"]) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (Win32Exception)
        {
            throw new InputException("verified: replay --qemu: there is no sh; run it on Linux");
        }
    }

    [GeneratedRegex(@"\] step (\d+) gives (-?\d+)")]
    private static partial Regex Given();

    [GeneratedRegex(@"^([0-9a-f]+) \w pages$", RegexOptions.Multiline)]
    private static partial Regex Pages();
}
