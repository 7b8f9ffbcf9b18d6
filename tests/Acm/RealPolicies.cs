using Verified.Verifier.Policies;

namespace Verified.Acm.Tests;

/// <summary>
/// The folder of real ACM policies. It is not part of this repository: ACM_POLICIES names it
/// (<c>make test-acm POLICIES=DIR</c>).
/// </summary>
internal static class RealPolicies
{
    private const string Variable = "ACM_POLICIES";

    public static string Path(string name)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        string folder = System.IO.Path.Combine(root ?? "", "acm");
        if (string.IsNullOrEmpty(root) || !Directory.Exists(folder))
            Assert.Fail($"{Variable} does not name the folder of the real policies; run: make test-acm POLICIES=DIR");
        string[] found = Directory.GetFiles(folder, $"*-{name}.xml");
        Assert.True(found.Length == 1, $"{folder} has {found.Length} files that end in -{name}.xml, not one");
        return found[0];
    }

    public static Policy Read(string name) => PolicyFile.Read(Path(name), PolicyLimits.Kernel);
}
