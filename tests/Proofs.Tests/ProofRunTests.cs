using Verified.Proofs.Image;
using Verified.Proofs.Mutation;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;

namespace Verified.Proofs.Tests;

/// <summary>Proofs from one run to the next: what is kept, what is asked again, what is written.</summary>
public sealed class ProofRunTests : IDisposable
{
    private static readonly string[] Names = ["unmask", "close", "set_version"];

    private readonly string _folder = Directory.CreateTempSubdirectory("verified-proofs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_second_run_solves_nothing_and_says_the_same()
    {
        IReadOnlyList<TheoremResult> first = Prove(Repository.Image), second = Prove(Repository.Image);

        Assert.Contains(Obligations(first), obligation => !obligation.IsKept);
        Assert.All(Obligations(second), obligation => Assert.True(obligation.IsKept));
        Assert.Equal(ProofsDocument.Text(first), ProofsDocument.Text(second));
    }

    [Fact]
    public void A_changed_instruction_asks_about_its_own_operation_only()
    {
        _ = Prove(Repository.Image);

        IReadOnlyList<TheoremResult> results = Prove(WithChangedUnmask());

        Assert.Equal(["unmask"], results
            .Where(result => result.Obligations.Any(obligation => !obligation.IsKept))
            .Select(result => result.Operation)
            .Distinct());
        Assert.Contains(results, result => result is { Operation: "unmask", Verdict: Verdict.Refuted });
        Assert.All(
            results.Where(result => result.Operation != "unmask"), result => Assert.Equal(Verdict.Proved, result.Verdict));
    }

    [Fact]
    public void Questions_and_the_list_are_the_same_bytes_however_many_are_asked_at_a_time()
    {
        IReadOnlyList<TheoremResult>[] runs =
        [
            .. new List<int> { 1, 3 }.Select(jobs => Prove(Repository.Image, new()
            {
                Jobs = jobs,
                SmtFolder = Path.Combine(_folder, $"out{jobs}"),
            })),
        ];

        Assert.Equal(ProofsDocument.Text(runs[0]), ProofsDocument.Text(runs[1]));
        string[] files = [.. Directory.GetFiles(Path.Combine(_folder, "out1")).Order(StringComparer.Ordinal)];
        Assert.Equal(Obligations(runs[0]).Count(), files.Length);
        Assert.Equal(files.Length, Directory.GetFiles(Path.Combine(_folder, "out3")).Length);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllText(file), File.ReadAllText(Path.Combine(_folder, "out3", Path.GetFileName(file)))));
    }

    [Fact]
    public void The_list_names_every_theorem_once_with_its_verdict_and_no_time()
    {
        string text = ProofsDocument.Text(Prove(Repository.Image));

        foreach (string name in Names)
        {
            Assert.Contains($"| `{name}` refines its specification | [Refines](Refinement/Refines.cs) | proved |", text,
                StringComparison.Ordinal);
        }

        Assert.Contains(ImageUnderProof.Open(Repository.Image).Hash, text, StringComparison.Ordinal);
        Assert.DoesNotContain(" ms", text, StringComparison.Ordinal);
    }

    private IReadOnlyList<TheoremResult> Prove(string image, ProofOptions? options = null) =>
        ProofRun.Prove(image, Names.Select(name => AllOperations.Find(name)!), options ?? new()
        {
            Cache = Path.Combine(_folder, "cache"),
        });

    private static IEnumerable<ObligationResult> Obligations(IEnumerable<TheoremResult> results) =>
        results.SelectMany(result => result.Obligations);

    private string WithChangedUnmask()
    {
        ImageUnderProof image = ImageUnderProof.Open(Repository.Image);
        Mutant mutant = MutationRun.Mutants(image, AllOperations.Find("unmask")!)
            .First(mutant => mutant.Kind == MutationKind.NegatedCondition);
        string file = Path.Combine(_folder, "changed.elf");
        File.WriteAllBytes(file, image.BytesWith(mutant));
        return file;
    }
}
