using System.Diagnostics;
using System.Runtime.Versioning;
using Verified.Verifier.Pictures;

namespace Verified.PolicyCommands.Tests.Pictures;

/// <summary>What happens when Graphviz is missing, fails, or does not finish. PATH is the process's: no other test runs.</summary>
[SupportedOSPlatform("linux")]
[Collection(nameof(GraphvizTests))]
[CollectionDefinition(nameof(GraphvizTests), DisableParallelization = true)]
public sealed class GraphvizTests : IDisposable
{
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Without_Graphviz_a_picture_is_refused_in_one_line_and_its_text_is_not()
    {
        Environment.SetEnvironmentVariable("PATH", _folder);
        string svg = Path.Combine(_folder, "order.svg");
        string dot = Path.Combine(_folder, "order.dot");
        Assert.Equal("dot: Graphviz is not installed; install the Debian package graphviz, or write FILE.dot",
            Tool.Refusal("graph", Tool.Sample("customer-order.xml"), "-o", svg));
        Assert.False(File.Exists(svg));
        Assert.Equal(0, Tool.Run("graph", Tool.Sample("customer-order.xml"), "-o", dot).Exit);
        Assert.Equal(0, Tool.Run("graph", Tool.Sample("customer-order.xml")).Exit);
    }

    [Fact]
    public void A_Graphviz_that_does_not_finish_is_ended()
    {
        Pretend("sleep 60");
        Stopwatch clock = Stopwatch.StartNew();
        InputException error = Assert.Throws<InputException>(() => Graphviz.ToSvg("graph {}", TimeSpan.FromSeconds(1)));
        Assert.Equal("dot: Graphviz did not finish in 1 s; write FILE.dot and draw it another way", error.Message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "it was waited for");
    }

    [Fact]
    public void A_Graphviz_that_fails_is_quoted_in_one_line()
    {
        Pretend("cat >/dev/null; echo 'no layout' >&2; echo more >&2; exit 3");
        Assert.Equal("dot: Graphviz failed: 'no layout'; write FILE.dot instead",
            Tool.Refusal("graph", Tool.Sample("customer-order.xml"), "-o", Path.Combine(_folder, "order.svg")));
    }

    [Fact]
    public void A_picture_without_bound_is_not_kept()
    {
        Pretend("cat >/dev/null; head -c 70000000 /dev/zero");
        InputException error = Assert.Throws<InputException>(() => Graphviz.ToSvg("graph {}", TimeSpan.FromSeconds(60)));
        Assert.Equal("dot: Graphviz writes more than 64 MiB; write FILE.dot and draw it another way", error.Message);
    }

    /// <summary>Puts a program of the name dot in front of Graphviz's.</summary>
    private void Pretend(string script)
    {
        string program = Path.Combine(_folder, "dot");
        File.WriteAllText(program, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", _folder + ":" + _path);
    }
}
