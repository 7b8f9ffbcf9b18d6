using System.Collections.Concurrent;
using Verified.Proofs;
using Verified.Proofs.Certification;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Symbolic.Solving;

namespace Verified.Tools.ProofTrials;

/// <summary>Asks several solvers every question of some operations, some operations at a time.</summary>
internal static class Opinions
{
    /// <summary>Every solver's opinion on every question, in the order of operations, questions and solvers.</summary>
    /// <param name="imageFile">The image.</param>
    /// <param name="folder">Where answers are kept.</param>
    /// <param name="options">Jobs and operations.</param>
    /// <param name="solvers">Whom to ask.</param>
    /// <param name="budget">Each solver's resource units for one question; 0 for no bound.</param>
    public static IReadOnlyList<Opinion> Of(
        string imageFile, string folder, Options options, IReadOnlyList<ISolver> solvers, ulong budget)
    {
        ImageUnderProof image = ImageUnderProof.Open(imageFile);
        Console.WriteLine($"image {image.Hash}");
        ISolver first = Kept(new Z3Solver(), folder);
        IReadOnlyList<ISolver> others = [.. solvers.Select(solver => Kept(solver, folder))];
        ConcurrentDictionary<Operation, IReadOnlyList<Opinion>> opinions = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Jobs };
        Parallel.ForEach(Partitioner.Create(options.Operations, EnumerablePartitionerOptions.NoBuffering), parallel, operation =>
        {
            opinions[operation] = Of(operation, image, first, others, budget);
            Console.Error.WriteLine($"{opinions.Count} of {options.Operations.Count}: {operation.Name}, "
                + $"{opinions[operation].Count(o => o.Agrees)} of {opinions[operation].Count} opinions agree");
        });
        return [.. options.Operations.SelectMany(operation => opinions[operation])];
    }

    private static List<Opinion> Of(
        Operation operation, ImageUnderProof image, ISolver first, IReadOnlyList<ISolver> others, ulong budget)
    {
        List<Opinion> opinions = [];
        foreach (AskedQuestion asked in SecondOpinions.Questions(image, operation, first))
        {
            opinions.AddRange(others.Select(other => SecondOpinions.Ask(operation.Name, asked, other, budget)));
            // The solver's memory goes with the managed objects that stand for it.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return opinions;
    }

    private static AnswerCache Kept(ISolver solver, string folder) => new(solver, folder, Console.Error.WriteLine);
}
