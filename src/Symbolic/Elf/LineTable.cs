using System.Diagnostics;

namespace Verified.Symbolic.Elf;

/// <summary>Source lines of machine code, from the image's DWARF through binutils' <c>addr2line</c>.</summary>
public static class LineTable
{
    /// <summary>For each address <c>file:line</c>, or <c>??:0</c> where the image does not tell.</summary>
    /// <param name="path">The ELF file.</param>
    /// <param name="addresses">Addresses of instructions.</param>
    /// <exception cref="ElfException">addr2line is not installed, or does not read the file.</exception>
    public static IReadOnlyList<string> Lookup(string path, IReadOnlyList<ulong> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ProcessStartInfo start = new("addr2line", ["-e", path, "-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        foreach (ulong address in addresses)
            process.StandardInput.WriteLine($"0x{address:x}");
        process.StandardInput.Close();
        process.WaitForExit();
        string[] lines = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return process.ExitCode == 0 && lines.Length == addresses.Count
            ? [.. lines.Select(l => l.Split(' ')[0])]
            : throw new ElfException($"addr2line {path}: {errors.Result.Split('\n')[0]}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ElfException("addr2line is missing: apt-get install binutils", e);
        }
    }
}
