using System.Diagnostics;
using System.Globalization;

namespace Verified.Bench.Policies;

/// <summary>
/// Time and memory of a whole process, from its start to its end. On a machine that others use too, the processor's time
/// says more than the clock's.
/// </summary>
internal static class Measurement
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Runs a command, drops its output, and gives: seconds, seconds of processor time (in hundredths, as of the last look,
    /// at most 5 ms before the end), MiB of memory at the peak, exit status.
    /// </summary>
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
        double busy = 0;
        while (!process.WaitForExit(Step))
        {
            peak = Math.Max(peak, PeakKiB(process.Id));
            busy = Math.Max(busy, BusySeconds(process.Id));
        }

        double seconds = clock.Elapsed.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} {busy:F2} {peak / 1024} {process.ExitCode}");
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

    /// <summary>User's and system's time, which /proc counts in hundredths of a second; 0 once the process is gone.</summary>
    private static double BusySeconds(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            // The name, in parentheses, may hold blanks; behind it utime and stime are the 12th and 13th words.
            string[] words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture)) / 100.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
