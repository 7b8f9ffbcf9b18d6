using System.Diagnostics;

namespace Verified.Proofs.Tests.Support;

/// <summary>
/// A copy of the kernel's sources, into which a bug can be planted. It is built by the same project as the image that
/// boots; only the first build restores packages and compiles everything.
/// </summary>
public sealed class KernelCopy : IDisposable
{
    private static readonly string[] Habits =
        ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

    private readonly string _folder = Directory.CreateTempSubdirectory("verified-planted-").FullName;

    public KernelCopy()
    {
        foreach (string file in Habits)
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_folder, file));
        foreach (string part in (string[])["src/Monitor", "src/Kernel"])
            CopyFolder(Path.Combine(Repository.Root, part), Path.Combine(_folder, part));
    }

    /// <summary>Builds the copy as it is; the path of its image.</summary>
    public string Build()
    {
        Compile("src/Kernel/Image/Verified.Kernel.Image.csproj");
        return Path.Combine(_folder, "artifacts", "image", "kernel.elf");
    }

    /// <summary>
    /// Builds the copy with patches, and takes them out again; the path of its image, and of its handlers as a library
    /// for this process.
    /// </summary>
    public (string Image, string Handlers) BuildWith(params IReadOnlyList<string> patches)
    {
        List<string> applied = [];
        try
        {
            foreach (string patch in patches)
            {
                string file = Path.Combine(AppContext.BaseDirectory, "Planted", patch + ".patch");
                Run("patch", "--batch", "-p1", "-i", file);
                applied.Insert(0, file);
            }

            string image = Path.Combine(_folder, patches[0] + ".elf");
            File.Copy(Build(), image, overwrite: true);
            Compile("src/Kernel/Verified.Kernel.csproj");
            string built = Path.Combine(_folder, "artifacts", "bin", "Verified.Kernel", "release");
            string kept = Path.Combine(_folder, patches[0]);
            CopyFolder(built, kept);
            return (image, Path.Combine(kept, "Verified.Kernel.dll"));
        }
        finally
        {
            foreach (string file in applied)
                Run("patch", "--batch", "-p1", "-R", "-i", file);
        }
    }

    // Without analyzers: what a bug leaves unused is no error here, and they change no code.
    private void Compile(string project) =>
        Run("dotnet", "build", project, "-c", "Release", "-v", "q", "--nologo", "-p:RunAnalyzers=false");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.EnumerateDirectories(from))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private void Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}:\n{output}{errors.Result}");
    }
}
