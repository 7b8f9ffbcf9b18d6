using System.Collections.Concurrent;
using System.Globalization;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Symbolic.X86;

namespace Verified.Proofs;

/// <summary>Proves the theorems about machine code, for one image.</summary>
public static class ProofRun
{
    /// <summary>Proves all theorems about some operations.</summary>
    /// <param name="imagePath">The linked image, an ELF file.</param>
    /// <param name="operations">The operations, all of <see cref="AllOperations.List"/> for a whole proof.</param>
    /// <param name="progress">Told of each operation's theorems once they are decided, in order; may be null.</param>
    /// <param name="smtFolder">Where to write each obligation as SMT-LIB text, or null.</param>
    /// <param name="budget">The solver's resource units for one question: never a time.</param>
    /// <returns>One result a theorem, in the order of the operations.</returns>
    /// <exception cref="ElfException">No such file, no image, or no such handler in it; the message is one line.</exception>
    public static IReadOnlyList<TheoremResult> Prove(
        string imagePath,
        IEnumerable<Operation> operations,
        IProgress<IReadOnlyList<TheoremResult>>? progress = null,
        string? smtFolder = null,
        ulong budget = Prover.DefaultBudget)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ImageUnderProof image = ImageUnderProof.Open(imagePath);
        IReadOnlyList<Operation> all = [.. operations];
        // What the image lacks is said before anything is proved.
        foreach (Operation operation in all)
            image.Method(operation.Type, operation.Method);
        _ = image.StateAddress;
        Z3Solver solver = new();
        // Operations share nothing; their results are reported in order all the same.
        return
        [
            .. Partitioner.Create(all, EnumerablePartitionerOptions.NoBuffering)
                .AsParallel()
                .AsOrdered()
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(operation => Theorems(image, operation, solver, smtFolder, budget).ToList())
                .AsSequential()
                .SelectMany(results =>
                {
                    progress?.Report(results);
                    return results;
                }),
        ];
    }

    private static IEnumerable<TheoremResult> Theorems(
        ImageUnderProof image, Operation operation, ISolver solver, string? smtFolder, ulong budget)
    {
        OperationProof? proof = null;
        string reason = "";
        try
        {
            proof = OperationProof.Lift(image, operation, solver, budget);
        }
        catch (LiftException e)
        {
            reason = e.Message;
        }

        if (proof is null)
        {
            yield return NotLifted(image, operation, OperationProof.RefinesTheorem, reason);
            yield return NotLifted(image, operation, OperationProof.ConfinedTheorem, reason);
            yield break;
        }

        if (smtFolder is not null)
            WriteSmt(proof, operation, smtFolder);
        yield return proof.Refines();
        yield return proof.Confined();
        yield return proof.Possible();
    }

    // What cannot be lifted may be right or wrong: nothing is proved about it.
    private static TheoremResult NotLifted(
        ImageUnderProof image, Operation operation, string theorem, string reason) => new(
        operation.Name,
        theorem,
        Verdict.Unknown,
        [new("the code can be lifted", Verdict.Unknown, 0, 0, reason)],
        new(0, 0, 0, 0),
        0,
        image.Hash,
        [$"the code cannot be lifted: {reason}"]);

    private static void WriteSmt(OperationProof proof, Operation operation, string folder)
    {
        Directory.CreateDirectory(folder);
        int number = 0;
        foreach ((_, string text) in proof.SmtLib())
        {
            number++;
            string name = string.Create(CultureInfo.InvariantCulture, $"{operation.Name}-{number:d2}.smt2");
            File.WriteAllText(Path.Combine(folder, name), text);
        }
    }
}
