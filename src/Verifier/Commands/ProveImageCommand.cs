using System.CommandLine;
using Verified.Proofs;
using Verified.Proofs.Operations;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;
using Verified.Verifier.Policies;
using Verdict = Verified.Proofs.Verdict;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified prove --image FILE [--only OPERATION...] [--smt2 DIR]</c>: the theorems about the machine code of a
/// linked kernel image. One line an operation whose theorems are all proved, else one for each of them; then what is
/// not proved.
/// </summary>
internal sealed class ProveImageCommand
{
    /// <summary>The image.</summary>
    public Option<string?> Image { get; } = new("--image")
    {
        Description = "Prove the machine code of a kernel image instead of a policy.",
        HelpName = "FILE",
    };

    /// <summary>The operations, all unless named.</summary>
    public Option<string[]> Only { get; } = new("--only")
    {
        Description = "With --image: these operations alone, as alloc_unbound.",
        HelpName = "OPERATION",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Where to write SMT-LIB text.</summary>
    public Option<string?> SmtFolder { get; } = new("--smt2")
    {
        Description = "With --image: write each obligation as SMT-LIB 2 text, for other solvers.",
        HelpName = "DIR",
    };

    /// <summary>Runs the proofs.</summary>
    /// <returns>0 if all are proved, 1 if one is refuted, else 3.</returns>
    /// <exception cref="InputException">The image cannot be read, or an operation is unknown.</exception>
    public int Run(ParseResult parsed, string imageFile, TextWriter output)
    {
        IReadOnlyList<Operation> operations = Chosen(parsed.GetRequiredValue(Only));
        IReadOnlyList<TheoremResult> results = Prove(imageFile, operations, new Lines(output), parsed.GetValue(SmtFolder));
        output.WriteLine($"about {imageFile}, sha256 {results[0].ImageHash}");
        output.WriteLine($"not proved: the machine code of {string.Join(", ", AllOperations.NotProved)}, of the hypercall entry, "
            + "boot and the machine layer");
        if (results.Any(result => result.Verdict == Verdict.Refuted))
            return ExitCode.Violated;
        return results.All(result => result.Verdict == Verdict.Proved) ? ExitCode.Holds : ExitCode.Unknown;
    }

    private static IReadOnlyList<TheoremResult> Prove(
        string imageFile, IReadOnlyList<Operation> operations, Lines progress, string? smtFolder)
    {
        try
        {
            return ProofRun.Prove(imageFile, operations, progress, smtFolder);
        }
        catch (Exception e) when (e is ElfException or SolverException)
        {
            throw new InputException($"verified: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"verified: {smtFolder}: {e.Message}");
        }
    }

    private static IReadOnlyList<Operation> Chosen(string[] names)
    {
        if (names.Length == 0)
            return AllOperations.List;
        string known = string.Join(", ", AllOperations.List.Select(operation => operation.Name));
        return
        [
            .. names.Distinct().Select(name => AllOperations.Find(name)
                ?? throw new InputException($"verified: --only {name}: no such operation; proved are {known}")),
        ];
    }

    private sealed class Lines(TextWriter output) : IProgress<IReadOnlyList<TheoremResult>>
    {
        private const int NameWidth = 25;

        public void Report(IReadOnlyList<TheoremResult> theorems)
        {
            TheoremResult first = theorems[0];
            if (theorems.All(theorem => theorem.Verdict == Verdict.Proved))
            {
                output.WriteLine($"proved   {first.Operation.PadRight(NameWidth)} refines its specification, stays confined   "
                    + $"{first.Lifting.Instructions} instructions, {theorems.Sum(t => t.Obligations.Count)} obligations, "
                    + $"{theorems.Sum(t => t.Milliseconds)} ms");
                return;
            }

            foreach (TheoremResult theorem in theorems)
            {
                output.WriteLine(theorem.ToString());
                foreach (string line in theorem.Counterexample)
                    output.WriteLine("         " + line);
            }
        }
    }
}
