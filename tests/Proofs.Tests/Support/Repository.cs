namespace Verified.Proofs.Tests.Support;

/// <summary>Where the sources and the built image stand.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Image => Path.Combine(Root, "artifacts", "image", "kernel.elf");

    /// <summary>The answers that <c>make prove</c> and <c>make run</c> keep: each is named by all that it depends on.</summary>
    public static string ProofCache => Path.Combine(Root, "artifacts", "proof-cache");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Verified.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not stand in the repository");
    }
}
