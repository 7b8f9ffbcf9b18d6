using System.Globalization;
using System.Text.RegularExpressions;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;

namespace Verified.Proofs.Tests;

/// <summary>
/// The list of theorems that stands in the repository, proofs/PROOFS.md: whole, and of the operations that are proved
/// today. It names the image that it was made of; while that is the one that stands here, it is compared byte for byte.
/// </summary>
public sealed partial class ProofsDocumentTests
{
    private static readonly string File = Path.Combine(Repository.Root, "proofs", "PROOFS.md");
    private static readonly string Text = System.IO.File.ReadAllText(File);
    private static readonly Match[] Rows = [.. Row().Matches(Text).Cast<Match>()];

    [Fact]
    public void It_lists_every_theorem_about_every_operation_once_in_order_and_proved()
    {
        string[] theorems = [OperationProof.RefinesTheorem, OperationProof.ConfinedTheorem, OperationProof.PossibleTheorem];

        Assert.Equal(
            AllOperations.List.SelectMany(operation => theorems.Select(theorem => $"`{operation.Name}` {theorem}")),
            Rows.Select(row => row.Groups["theorem"].Value).Where(theorem => !IsOfMediation(theorem)));
        Assert.All(Rows, row => Assert.Equal("proved", row.Groups["verdict"].Value));
        Assert.Equal(Rows.Length, Rows.Select(row => row.Groups["theorem"].Value).Distinct().Count());
        Assert.Contains(Rows, row => IsOfMediation(row.Groups["theorem"].Value));
    }

    [Fact]
    public void Every_line_of_its_table_is_a_theorem_and_its_head_counts_them()
    {
        int obligations = Rows.Sum(row => int.Parse(row.Groups["obligations"].Value, CultureInfo.InvariantCulture));
        int operations = AllOperations.List.Count;

        Assert.Equal(Text.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)), Rows.Length);
        Assert.Contains(
            $"- {Rows.Length} theorems about {operations} operations and the rest of the code, {obligations} obligations\n",
            Text,
            StringComparison.Ordinal);
        Assert.Matches("- image: `kernel.elf`, sha256 `[0-9a-f]{64}`\n", Text);
    }

    [Fact]
    public void It_says_which_operations_are_not_proved()
    {
        string missing = Text[Text.IndexOf("\nPremises of main that are not proved:\n", StringComparison.Ordinal)..];

        Assert.Equal(
            AllOperations.NotProved.Select(name => $"- Refines, Confined of {name}: no proof of it"),
            missing.Split('\n').Where(line => line.StartsWith("- Refines", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_holds_what_a_proof_of_its_image_writes()
    {
        if (!Text.Contains(ImageUnderProof.Open(Repository.Image).Hash, StringComparison.Ordinal))
            Assert.Skip("the list is of another image than the one that stands here: `make prove` writes it anew");

        string[] sample = ["unmask", "close", "map_grant_ref", "max_mem"];
        string written = ProofsDocument.Text(ProofRun.Prove(
            Repository.Image, sample.Select(name => AllOperations.Find(name)!), new() { Cache = Repository.ProofCache }));

        Assert.All(Row().Matches(written).Cast<Match>(), row => Assert.Contains(row.Value, Text, StringComparison.Ordinal));
    }

    private static bool IsOfMediation(string theorem) => theorem.StartsWith("`mediation` ", StringComparison.Ordinal);

    [GeneratedRegex(
        @"^\| (?<theorem>`\w+` [^|]+?) \| \[\w+\]\([\w./]+\) \| (?<verdict>\w+) \| (?<obligations>\d+) \| \d+ \| `[0-9a-f]{16}` \|$",
        RegexOptions.Multiline)]
    private static partial Regex Row();
}
