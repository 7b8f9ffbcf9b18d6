using System.Text.Json;
using Verified.Verifier.Commands;

namespace Verified.Verifier.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verified-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_customer_order_policy_holds()
    {
        (int code, string output, string error) = Run("prove", Sample("customer-order.xml"));
        Assert.Equal(ExitCode.Holds, code);
        Assert.Empty(error);
        Assert.Matches(@"(?m)^isolation +holds .*; the solver agrees$", output);
        Assert.Matches(@"(?m)^cooperation +holds +4 pairs", output);
        Assert.Matches(@"(?m)^never together +holds +2 pairs", output);
        Assert.Matches(@"(?m)^well-formed +holds +no finding$", output);
        Assert.Matches(@"(?m)^trusted +VDiskServer bridges Order \(Order\), Advertising \(Advertising\)$", output);
    }

    [Fact]
    public void The_customer_order_policy_has_the_labels_that_the_boot_manifest_names()
    {
        Policy policy = PolicyFile.Read(Sample("customer-order.xml"), PolicyLimits.Kernel);
        Assert.Equal("SystemManagement", policy.VmLabels[policy.Bootstrap].Name);
        Assert.Subset(policy.VmLabels.Select(label => label.Name).ToHashSet(),
            new HashSet<string> { "OrderWeb", "OrderDatabase", "Advertising", "Computing", "VDiskServer", "CompetitorOrder" });
        Assert.Equal(["hardDisk", "vDiskOrder", "vDiskAds"], policy.ResourceLabels.Select(label => label.Name));
    }

    [Fact]
    public void The_leaky_policy_is_violated_by_the_label_that_bridges_two_coalitions()
    {
        (int code, string output, _) = Run("prove", Sample("leaky-order.xml"));
        Assert.Equal(ExitCode.Violated, code);
        Assert.Contains("'Advertising' (Advertising) shares type 'Advertising' with 'Reporting' (no coalition)", output,
            StringComparison.Ordinal);
        Assert.Contains("'Reporting' (no coalition) shares type 'Order' with 'OrderWeb' (Order)", output, StringComparison.Ordinal);
        Assert.Matches(@"leaky-order\.xml:52: error: VM label 'Reporting'", output);
    }

    [Fact]
    public void The_leaky_policy_holds_once_the_label_is_trusted() =>
        Assert.Equal(ExitCode.Holds, Run("prove", Sample("leaky-order.xml"), "--trusted", "Reporting").Code);

    [Fact]
    public void Without_stated_intent_nothing_is_called_isolated()
    {
        string policy = Save("p.xml", PolicyText.Complete);
        (int code, string output, _) = Run("prove", policy, "--trusted", "Dom0");
        Assert.Equal(ExitCode.Unknown, code);
        Assert.Matches(@"(?m)^isolation +not claimed +no claim stated", output);
        Assert.Matches(@"(?m)^verdict +not claimed", output);
        Assert.Matches(@"(?m)^may share +A$", output);
    }

    [Fact]
    public void An_untrusted_bootstrap_label_violates_a_stated_claim()
    {
        string policy = Save("p.xml", PolicyText.Short(["Dom0: m", "A: a", "B: b"]));
        string intent = Save("i.json", "{\"coalitions\": {\"a\": [\"A\"], \"b\": [\"B\"]}}");
        (int code, string output, _) = Run("prove", policy, "--intent", intent);
        Assert.Equal(ExitCode.Violated, code);
        Assert.Contains("the bootstrap label 'Dom0' is not named trusted", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mustShare\": [[\"A\", \"B\"]]", "'A' and 'B' must share, but have no type in common")]
    [InlineData("\"mustShare\": [[\"A\", \"C\"]]", "'A' and 'C' must share, but conflict set 'c0'")]
    [InlineData("\"neverTogether\": [[\"A\", \"B\"]]", "'A' and 'B' must never run together, but no conflict set forbids it")]
    public void A_pair_of_which_something_false_is_stated_is_a_violation(string property, string what)
    {
        string policy = Save("p.xml", PolicyText.Short(["Dom0: m a b", "A: a | s", "B: b", "C: a | t"], "s t"));
        string intent = Save("i.json",
            "{\"coalitions\": {\"a\": [\"A\", \"C\"], \"b\": [\"B\"]}, \"trusted\": [\"Dom0\"],\n" + property + "}");
        (int code, string output, _) = Run("prove", policy, "--intent", intent);
        Assert.Equal(ExitCode.Violated, code);
        Assert.Contains($"{intent}:2: error: {what}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_self_conflicting_label_violates_well_formedness_even_without_intent()
    {
        string policy = Save("p.xml", PolicyText.Short(["Dom0: a", "L: a | s t"], "s t"));
        (int code, string output, _) = Run("prove", policy);
        Assert.Equal(ExitCode.Violated, code);
        Assert.Matches(@"(?m)^well-formed +violated", output);
    }

    [Theory]
    [InlineData("customer-order.xml", "holds")]
    [InlineData("leaky-order.xml", "violated")]
    public void The_JSON_report_says_what_the_text_says(string sample, string verdict)
    {
        using JsonDocument json = JsonDocument.Parse(Run("prove", Sample(sample), "--json").Output);
        JsonElement root = json.RootElement;
        Assert.Equal("verified-prove-1", root.GetProperty("schema").GetString());
        Assert.Equal(verdict, root.GetProperty("verdict").GetString());
        Assert.Equal("agrees", root.GetProperty("isolation").GetProperty("solver").GetString());
        Assert.Equal(verdict == "holds", root.GetProperty("isolation").TryGetProperty("certificate", out _));
        Assert.Equal(verdict == "violated", root.GetProperty("isolation").TryGetProperty("chain", out _));
    }

    [Fact]
    public void The_same_policy_gives_the_same_report() =>
        Assert.Equal(Run("prove", Sample("leaky-order.xml"), "--json").Output, Run("prove", Sample("leaky-order.xml"), "--json").Output);

    [Fact]
    public void A_converted_policy_proves_like_its_source()
    {
        string binary = Path.Combine(_folder, "customer-order.bin");
        Assert.Equal(ExitCode.Holds, Run("convert", Sample("customer-order.xml"), "--to", "binary", "-o", binary).Code);
        Assert.Equal(ExitCode.Holds, Run("prove", binary, "--intent", Sample("customer-order.intent.json")).Code);
    }

    [Fact]
    public void A_binary_policy_converted_to_XML_compiles_to_the_same_tables()
    {
        string[] files = [InFolder("1.bin"), InFolder("2.xml"), InFolder("3.bin")];
        Run("convert", Sample("customer-order.xml"), "--to", "binary", "-o", files[0]);
        Assert.Equal(ExitCode.Holds, Run("convert", files[0], "--to", "xml", "-o", files[1]).Code);
        Run("convert", files[1], "--to", "binary", "-o", files[2]);
        // Between the two stands the hash of the XML, which is another file.
        Assert.Equal(File.ReadAllBytes(files[0])[60..], File.ReadAllBytes(files[2])[60..]);
    }

    [Fact]
    public void A_policy_is_not_overwritten_by_its_own_translation()
    {
        string policy = Save("p.xml", PolicyText.Complete);
        (int code, _, string error) = Run("convert", policy, "--to", "xml", "-o", policy);
        Assert.Equal((ExitCode.BadInput, $"{policy}: would overwrite the policy it is made from; name another file\n"), (code, error));
        Assert.Equal(PolicyText.Complete, File.ReadAllText(policy));
    }

    [Theory]
    [InlineData("verified: prove wants one of: a POLICY, --image FILE, --theorem; see verified prove --help", "prove")]
    [InlineData("verified: prove wants one of: a POLICY, --image FILE, --theorem; see verified prove --help",
        "prove", "p.xml", "--theorem")]
    [InlineData("verified: --json reports on a POLICY or an image; see verified prove --help", "prove", "--theorem", "--json")]
    [InlineData("verified: --jobs wants 1 to 64; see verified prove --help", "prove", "--image", "k.elf", "--jobs", "0")]
    [InlineData("verified: --cache speaks of --image FILE, which is missing; see verified prove --help",
        "prove", "p.xml", "--cache", "kept")]
    [InlineData("verified: --policy goes with --image FILE; a policy alone is POLICY; see verified prove --help",
        "prove", "p.xml", "--policy", "q.xml")]
    [InlineData("verified: --report lists the whole image; leave out --only",
        "prove", "--image", "k.elf", "--only", "close", "--report", "PROOFS.md")]
    [InlineData("verified: k.elf: no such file; build the image: make image", "prove", "--image", "k.elf")]
    [InlineData("verified: Unrecognized option '--jason'; see verified prove --help", "prove", "p.xml", "--jason")]
    [InlineData("verified: Unrecognized option '--jason'; see verified prove --help", "prove", "--jason", "p.xml")]
    [InlineData("verified: Unrecognized option '--jason'; see verified prove --help", "prove", "--jason")]
    [InlineData("--jason: no such file; check the path", "prove", "--", "--jason")]
    [InlineData("verified: --json and --sarif are two reports; choose one; see verified prove --help",
        "prove", "p.xml", "--json", "--sarif")]
    [InlineData("verified: Required command was not provided; see verified --help")]
    [InlineData("no-such.xml: no such file; check the path", "prove", "no-such.xml")]
    [InlineData("/tmp: cannot be read; check that it is a readable file", "prove", "/tmp")]
    public void A_bad_command_line_is_one_line_and_exit_status_2(string line, params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.Equal((ExitCode.BadInput, line + "\n"), (code, error));
        Assert.Empty(output);
    }

    [Fact]
    public void The_theorem_that_certificates_rest_on_is_proved_on_request()
    {
        (int code, string output, _) = Run("prove", "--theorem");
        Assert.Equal(ExitCode.Holds, code);
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("proved   ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_one_line_and_exit_status_2()
    {
        string target = Path.Combine(_folder, "no", "such", "folder.bin");
        (int code, _, string error) = Run("convert", Sample("leaky-order.xml"), "--to", "binary", "-o", target);
        Assert.Equal((ExitCode.BadInput, $"{target}: cannot be written; check the folder and its permissions\n"), (code, error));
    }

    [Theory]
    [InlineData("prove")]
    [InlineData("convert")]
    [InlineData("diff")]
    [InlineData("explain")]
    [InlineData("graph")]
    public void The_help_of_each_command_shows_examples(string command)
    {
        (int code, string output, _) = Run(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains($"Examples:\n  verified {command} ", output, StringComparison.Ordinal);
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "policies", name);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Save(string name, string text)
    {
        string path = InFolder(name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
