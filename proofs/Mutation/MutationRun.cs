using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;
using Answered = Verified.Proofs.Verdict;

namespace Verified.Proofs.Mutation;

/// <summary>What became of a mutant.</summary>
public enum MutantFate
{
    /// <summary>A theorem has a counterexample: the bug is found.</summary>
    Refuted,

    /// <summary>
    /// The changed code does what no proved code may do, as when it leaves its function: nothing is proved of it, and
    /// the image is not called proved.
    /// </summary>
    NotLifted,

    /// <summary>Both theorems hold of the changed code, and it leaves the same audit log: it is no bug.</summary>
    Equal,

    /// <summary>Both theorems hold of the changed code, and the audit log is not proved to be the same.</summary>
    Survives,

    /// <summary>The budget was spent: the image is not called proved.</summary>
    Unknown,
}

/// <summary>A mutant and its fate.</summary>
/// <param name="Mutant">The change.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="By">The first obligation that is not proved, or why the code cannot be lifted; else empty.</param>
public sealed record MutantResult(Mutant Mutant, MutantFate Fate, string By);

/// <summary>
/// Decides whether the theorems hold of mutants of an image of which they are proved, to see whether bugs are found.
/// </summary>
/// <param name="image">The image.</param>
/// <param name="solver">Who decides.</param>
/// <param name="budget">The solver's resource units for one question.</param>
public sealed class MutationRun(ImageUnderProof image, ISolver solver, ulong budget = Prover.DefaultBudget)
{
    private readonly Witnesses _witnesses = new();

    /// <summary>The mutants of an operation's handler itself.</summary>
    public static IReadOnlyList<Mutant> Mutants(ImageUnderProof image, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(operation);
        ElfSymbol handler = image.Method(operation.Type, operation.Method);
        return [.. Mutations.Of(image.Code(handler), handler.Address)];
    }

    /// <summary>Decides one mutant; from any thread.</summary>
    public MutantResult Try(Operation operation, Mutant mutant)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(mutant);
        try
        {
            _witnesses.Begin(operation.Name, () => Samples(operation));
            SideBySide pair = new(image, image.With(mutant), operation, solver, budget);
            (MutantFate fate, string by) = Decide(operation.Name, pair);
            return new(mutant, fate, by);
        }
        catch (LiftException e)
        {
            return new(mutant, MutantFate.NotLifted, e.Message);
        }
    }

    private (MutantFate Fate, string By) Decide(string operation, SideBySide pair)
    {
        if (_witnesses.Refute(operation, pair) is { } refuted)
            return (MutantFate.Refuted, refuted);
        if (NotProved(operation, pair.Confined, pair) is { } unconfined)
            return unconfined;
        // As the original ends, so must the change; the solver is asked about what the two do not share by their form.
        if (pair.SameEnd() is not { } same)
            return NotProved(operation, pair.Refines.Obligations(), pair) ?? Audit(pair);
        foreach (ProofObligation obligation in same)
        {
            Finding finding = pair.Prover.Prove(obligation, [], model => Witnesses.Refute(model, pair) is not null);
            if (finding.Result.Verdict == Answered.Proved)
                continue;
            if (finding.Model is { } model && Witnesses.Refute(model, pair) is { } by)
            {
                _witnesses.Add(operation, model);
                return (MutantFate.Refuted, by);
            }

            return NotProved(operation, pair.Refines.Obligations(), pair) ?? Audit(pair);
        }

        return Audit(pair);
    }

    // Calls of the original with each kind of result: what to try first.
    private IEnumerable<Model> Samples(Operation operation)
    {
        OperationProof proof = OperationProof.Lift(image, operation, solver, budget);
        proof.Possible();
        return proof.Samples;
    }

    private (MutantFate Fate, string By)? NotProved(
        string operation, IReadOnlyList<ProofObligation> obligations, SideBySide pair)
    {
        foreach (ProofObligation obligation in obligations)
        {
            Finding finding = pair.Prover.Prove(obligation, [], model => Witnesses.Refute(model, pair) is not null);
            if (finding.Model is { } model)
                _witnesses.Add(operation, model);
            if (finding.Result.Verdict != Answered.Proved)
                return (finding.Result.Verdict == Answered.Refuted ? MutantFate.Refuted : MutantFate.Unknown, obligation.Name);
        }

        return null;
    }

    private static (MutantFate Fate, string By) Audit(SideBySide pair)
    {
        ProofObligation? other = pair.SameAudit().FirstOrDefault(obligation =>
            pair.Prover.Prove(obligation).Result.Verdict != Answered.Proved);
        return other is null ? (MutantFate.Equal, "") : (MutantFate.Survives, other.Name);
    }
}
