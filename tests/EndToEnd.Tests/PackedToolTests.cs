namespace Verified.EndToEnd.Tests;

/// <summary>The command as a .NET tool: packed, installed from the package alone, and run.</summary>
public sealed class PackedToolTests(PackedToolTests.Installed tool) : IClassFixture<PackedToolTests.Installed>
{
    [Fact]
    public void The_installed_tool_proves_the_customer_order_policy_with_the_solver()
    {
        Ran ran = Shell.Run($"'{tool.Command}' prove policies/customer-order.xml");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Contains(ran.Lines, line => line.StartsWith("isolation       holds", StringComparison.Ordinal)
            && line.EndsWith("the solver agrees", StringComparison.Ordinal));
        Assert.Equal("verdict         holds", ran.Lines[^1]);
    }

    [Fact]
    public void The_installed_tool_tells_the_version_of_its_package()
    {
        Ran ran = Shell.Run($"'{tool.Command}' --version");

        Assert.True(ran.Status == 0, ran.Output);
        Assert.Equal(Path.GetFileName(tool.Package), $"verified.{Assert.Single(ran.Lines)}.nupkg");
    }

    /// <summary>One installation, shared by the tests. No package source but the folder with the package is asked.</summary>
    public sealed class Installed : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("verified-tool").FullName;

        public Installed()
        {
            string packages = Path.Combine(_folder, "packages");
            Must($"dotnet pack src/Verifier/Verified.Verifier.csproj -c Release --no-build -v q --nologo -o '{packages}'");
            Package = Assert.Single(Directory.GetFiles(packages, "*.nupkg"));
            Must($"dotnet tool install verified --tool-path '{_folder}/tools' --source '{packages}'");
        }

        internal string Package { get; }

        internal string Command => Path.Combine(_folder, "tools", "verified");

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static void Must(string command)
        {
            Ran ran = Shell.Run(command, seconds: 300);
            Assert.True(ran.Status == 0, $"{command}\n{ran.Output}");
        }
    }
}
