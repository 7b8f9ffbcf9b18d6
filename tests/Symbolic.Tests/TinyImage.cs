using System.Diagnostics;
using Verified.Symbolic.Elf;

namespace Verified.Symbolic.Tests;

/// <summary>ELF images that a test compiles from a few lines of C.</summary>
internal static class TinyImage
{
    /// <summary>Compiles freestanding C at -O2 and links it at fixed addresses.</summary>
    public static ElfFile Compile(string source) => Compile(source, out _, keep: false);

    /// <summary>The same; the file is kept for tools when asked for, and is then the caller's to delete.</summary>
    public static ElfFile Compile(string source, out string path, bool keep)
    {
        string folder = Directory.CreateTempSubdirectory("verified-").FullName;
        path = Path.Combine(folder, "tiny.elf");
        try
        {
            string c = Path.Combine(folder, "tiny.c");
            File.WriteAllText(c, source);
            Run("gcc", "-O2", "-g", "-ffreestanding", "-fno-stack-protector", "-fcf-protection=none", "-fno-pic", "-no-pie",
                "-mcmodel=small", "-fno-tree-vectorize", "-nostdlib", "-static", "-Wl,--build-id=none", "-Wl,-Ttext=0x100000",
                "-Wl,-e,0x100000", "-w", "-o", path, c);
            return ElfFile.Open(path);
        }
        finally
        {
            if (!keep)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
