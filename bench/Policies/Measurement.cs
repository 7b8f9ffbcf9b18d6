using System.Diagnostics;
using System.Globalization;

namespace Verified.Bench.Policies;

/// <summary>Time and memory of a whole process, from its start to its end.</summary>
internal static class Measurement
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs a command, drops its output, and gives: seconds, MiB of memory at the peak, exit status.</summary>
    public static string Of(string command, string[] arguments)
    {
        ProcessStartInfo start = new(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Stopwatch clock = Stopwatch.StartNew();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command} does not start");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        long peak = 0;
        while (!process.WaitForExit(Step))
            peak = Math.Max(peak, PeakKiB(process.Id));
        double seconds = clock.Elapsed.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} {peak / 1024} {process.ExitCode}");
    }

    /// <summary>What the kernel calls the high-water mark; 0 once the process is gone.</summary>
    private static long PeakKiB(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
