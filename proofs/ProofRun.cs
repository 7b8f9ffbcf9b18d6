using System.Collections.Concurrent;
using Verified.Proofs.Contracts;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
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
    /// <param name="options">How; null for the usual way.</param>
    /// <returns>One result a theorem, in the order of the operations.</returns>
    /// <exception cref="ElfException">No such file, no image, or no such handler in it; the message is one line.</exception>
    public static IReadOnlyList<TheoremResult> Prove(
        string imagePath, IEnumerable<Operation> operations, ProofOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ProofOptions how = options ?? new();
        ImageUnderProof image = ImageUnderProof.Open(imagePath);
        IReadOnlyList<Operation> all = [.. operations];
        // What the image lacks is said before anything is proved.
        foreach (Operation operation in all)
            image.Method(operation.Type, operation.Method);
        _ = image.StateAddress;
        ISolver solver = how.Cache is { } cache ? new AnswerCache(new Z3Solver(), cache, how.Refused) : new Z3Solver();
        ContractFindings contracts = new(image, solver, how.Budget);
        // Operations share nothing but what is found about routines that several call; their results are reported in order all the same.
        return
        [
            .. Partitioner.Create(all, EnumerablePartitionerOptions.NoBuffering)
                .AsParallel()
                .AsOrdered()
                .WithDegreeOfParallelism(Math.Clamp(how.Jobs, 1, 512))
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(operation => Theorems(image, operation, solver, contracts, how))
                .AsSequential()
                .SelectMany(results =>
                {
                    how.Decided?.Report(results);
                    return results;
                }),
        ];
    }

    private static IReadOnlyList<TheoremResult> Theorems(
        ImageUnderProof image, Operation operation, ISolver solver, ContractFindings contracts, ProofOptions how)
    {
        how.Begun?.Invoke(operation.Name);
        OperationProof proof;
        try
        {
            proof = OperationProof.Lift(image, operation, solver, how.Budget, contracts);
        }
        catch (LiftException e)
        {
            return
            [
                NotLifted(image, operation, OperationProof.RefinesTheorem, e.Message),
                NotLifted(image, operation, OperationProof.ConfinedTheorem, e.Message),
            ];
        }

        TheoremResult refines = Replayed(proof.Refines(), how), confined = proof.Confined();
        // One trace an operation.
        if (refines.Trace is null) confined = Replayed(confined, how);
        IReadOnlyList<TheoremResult> results = [refines, confined, proof.Possible()];
        if (how.SmtFolder is { } folder)
            QuestionFiles.Write(folder, operation.Name, proof.Asked);
        // The solver's memory goes with the managed objects that stand for it, which look small to the collector.
        GC.Collect();
        return results;
    }

    private static TheoremResult Replayed(TheoremResult result, ProofOptions how) =>
        result.Trace is { } trace && how.Replay?.Invoke(result.Operation, trace) is { } line
            ? result with { Counterexample = [.. result.Counterexample, line] }
            : result;

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
}
