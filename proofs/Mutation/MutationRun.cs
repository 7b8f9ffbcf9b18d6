using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Symbolic.X86;
using Answered = Verified.Proofs.Verdict;

namespace Verified.Proofs.Mutation;

/// <summary>What became of a mutant.</summary>
public enum MutantFate
{
    /// <summary>A theorem has a counterexample: the bug is found.</summary>
    Refuted,

    /// <summary>The changed code cannot be lifted, as when it leaves its function: nothing would be proved of it.</summary>
    NotLifted,

    /// <summary>Both theorems hold of the changed code too: it does the same in all that they speak of.</summary>
    Proved,

    /// <summary>The budget was spent.</summary>
    Unknown,
}

/// <summary>A mutant and its fate.</summary>
/// <param name="Mutant">The change.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="By">The first obligation that is not proved, or why the code cannot be lifted; else empty.</param>
public sealed record MutantResult(Mutant Mutant, MutantFate Fate, string By);

/// <summary>Proves an operation's theorems about mutants of its machine code, to see whether they are found.</summary>
public static class MutationRun
{
    /// <summary>The mutants of an operation's handler.</summary>
    public static IReadOnlyList<Mutant> Mutants(ImageUnderProof image, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(operation);
        ElfSymbol handler = image.Method(operation.Type, operation.Method);
        return [.. Mutations.Of(image.Code(handler), handler.Address)];
    }

    /// <summary>Proves both theorems about one mutant, up to the first obligation that is not proved.</summary>
    public static MutantResult Try(ImageUnderProof image, Operation operation, Mutant mutant, ISolver solver)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mutant);
        try
        {
            OperationProof proof = OperationProof.Lift(image.With(mutant), operation, solver, Prover.DefaultBudget);
            foreach (TheoremResult result in Theorems(proof))
            {
                if (result.Verdict != Answered.Proved)
                    return new(mutant, Fate(result.Verdict), result.Obligations[^1].Name);
            }

            return new(mutant, MutantFate.Proved, "");
        }
        catch (LiftException e)
        {
            return new(mutant, MutantFate.NotLifted, e.Message);
        }
    }

    private static IEnumerable<TheoremResult> Theorems(OperationProof proof)
    {
        yield return proof.Confined(stopAtFirst: true);
        yield return proof.Refines(stopAtFirst: true);
    }

    private static MutantFate Fate(Answered verdict) =>
        verdict == Answered.Refuted ? MutantFate.Refuted : MutantFate.Unknown;
}
