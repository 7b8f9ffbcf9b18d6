using System.Collections.Concurrent;
using Verified.Proofs.Image;
using Verified.Proofs.Mutation;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;

namespace Verified.Tools.ProofTrials;

/// <summary>
/// Single-instruction changes of the code that is proved: each must be refuted, or do the same as the original.
/// Options: <c>count=</c> (1000), <c>seed=</c> (1), <c>jobs=</c>, <c>only=</c>.
/// </summary>
internal static class Mutants
{
    // A tenth of a proof's budget is more than a proof needs; a mutant that needs more is not called anything.
    private const ulong Budget = 40_000_000;

    private const int ProgressEvery = 20;

    public static int Run(string imageFile, string folder, Options options)
    {
        int count = options.Number("count", 1000, 1), seed = options.Number("seed", 1, 0);
        ImageUnderProof image = ImageUnderProof.Open(imageFile);
        IReadOnlyList<ChosenMutant> all = MutantChoice.All(image, options.Operations);
        IReadOnlyList<ChosenMutant> chosen = MutantChoice.Some(all, count, seed);
        Console.WriteLine($"image {image.Hash}, {chosen.Count} of {all.Count} mutants, seed {seed}");
        AnswerCache solver = new(new Z3Solver(), Path.Combine(folder, "answers"));
        using Journal journal = new(Path.Combine(folder, "mutants.journal"), $"mutants, {solver.Name}, budget {Budget}", image);
        MutationRun run = new(image, solver, Budget);
        ConcurrentDictionary<ChosenMutant, MutantFate> fates = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Jobs };
        Parallel.ForEach(Partitioner.Create(chosen, EnumerablePartitionerOptions.NoBuffering), parallel, mutant =>
        {
            fates[mutant] = Fate(mutant, run, journal);
            if (fates.Count % ProgressEvery == 0)
                Console.Error.WriteLine($"{fates.Count} of {chosen.Count}: {Counts(fates.Values)}");
        });
        return Report(imageFile, image, [.. chosen.Select(mutant => (mutant, fates[mutant]))]);
    }

    private static MutantFate Fate(ChosenMutant chosen, MutationRun run, Journal journal)
    {
        string key = $"{chosen.Mutant.Address:x} {chosen.Mutant.Kind} {chosen.Operation.Name}";
        if (journal.Find(key) is { } known)
            return Enum.Parse<MutantFate>(known.Split(' ')[0]);
        MutantResult result = run.Try(chosen.Operation, chosen.Mutant);
        // The solver's memory goes with the managed objects that stand for it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        journal.Add(key, $"{result.Fate} {result.By.ReplaceLineEndings(" ").Replace('\t', ' ')}");
        return result.Fate;
    }

    private static int Report(
        string imageFile, ImageUnderProof image, IReadOnlyList<(ChosenMutant Chosen, MutantFate Fate)> results)
    {
        Console.WriteLine("| change | mutants | refuted | cannot be lifted | proved equal | no answer | survive |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        foreach (MutationKind kind in Enum.GetValues<MutationKind>())
            Row(Words(kind), [.. results.Where(r => r.Chosen.Mutant.Kind == kind).Select(r => r.Fate)]);
        Row("all", [.. results.Select(r => r.Fate)]);
        MutantFate[] listed = [MutantFate.Survives, MutantFate.Unknown];
        foreach ((ChosenMutant chosen, MutantFate fate) in results.Where(r => listed.Contains(r.Fate)))
        {
            ulong address = chosen.Mutant.Address;
            string line = LineTable.Lookup(imageFile, [address])[0];
            Console.WriteLine($"{(fate == MutantFate.Survives ? "survives " : "no answer")} 0x{address:x} {chosen.Place} ({line}), "
                + $"in {chosen.Operation.Name}: {chosen.Mutant.Description}");
        }

        int survivors = results.Count(r => r.Fate == MutantFate.Survives);
        Console.WriteLine($"{survivors} of {results.Count} survive; image {image.Hash}");
        // One in a hundred is what a person can look at.
        return survivors * 100 <= results.Count ? 0 : 1;
    }

    private static void Row(string name, IReadOnlyList<MutantFate> fates)
    {
        MutantFate[] columns =
            [MutantFate.Refuted, MutantFate.NotLifted, MutantFate.Equal, MutantFate.Unknown, MutantFate.Survives];
        string cells = string.Join(" | ", columns.Select(fate => fates.Count(f => f == fate)));
        Console.WriteLine($"| {name} | {fates.Count} | {cells} |");
    }

    private static string Counts(IEnumerable<MutantFate> fates) => string.Join(
        ", ", fates.GroupBy(fate => fate).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}"));

    private static string Words(MutationKind kind) => kind switch
    {
        MutationKind.NegatedCondition => "condition negated",
        MutationKind.ChangedCondition => "bound moved",
        MutationKind.DroppedStore => "store dropped",
        MutationKind.DroppedCall => "call dropped",
        MutationKind.ChangedConstant => "constant one more",
        MutationKind.ChangedRegister => "another register",
        _ => "another place",
    };
}
