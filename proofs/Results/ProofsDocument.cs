using System.Globalization;
using System.Text;
using Verified.Proofs.Mediation;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Solving;

namespace Verified.Proofs;

/// <summary>
/// The list of an image's theorems, <c>proofs/PROOFS.md</c>: without times, so that the same image gives the same
/// bytes.
/// </summary>
public static class ProofsDocument
{
    private const long Million = 1_000_000;

    /// <summary>The document.</summary>
    /// <param name="results">Every theorem, in order.</param>
    public static string Text(IReadOnlyList<TheoremResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        MainTheorem main = MainTheorem.Of(results);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What is proved of the image

            Written by `make prove`; do not edit. What the theorems say: [docs/proofs.md](../docs/proofs.md).

            - image: `kernel.elf`, sha256 `{results[0].ImageHash}`
            - solver: {new Z3Solver().Name}, at most {Prover.DefaultBudget / (ulong)Million} million resource units (rlimit) a question
            - {results.Count} theorems about {results.DistinctBy(r => r.Operation).Count(r => r.Operation != MediationFinding.Subject)} operations and the rest of the code, {results.Sum(r => r.Obligations.Count)} obligations
            - main, "{MainTheorem.Statement}": {Head(main)}
            - questions: `proofs/out/OPERATION-NNN.smt2`, in the order of the theorems

            | theorem | declared in | verdict | obligations | units | questions |
            |---|---|---|--:|--:|---|

            """);
        foreach (TheoremResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{result.Operation}` {result.Theorem} | {File(result)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Word(result.Verdict)} | {result.Obligations.Count} ");
            text.Append(CultureInfo.InvariantCulture, $"| {result.ResourceUnits} | {Questions(result)} |\n");
        }

        if (!main.IsProved)
        {
            text.Append("\nPremises of main that are not proved:\n");
            foreach (Premise premise in main.Missing)
                text.Append(CultureInfo.InvariantCulture, $"- {premise.Name}: {premise.Why}\n");
        }

        return text.ToString();
    }

    private static string Head(MainTheorem main) => main.IsProved
        ? $"proved, from {main.Premises.Count} premises"
        : $"not proved: {main.Premises.Count - main.Missing.Count} of {main.Premises.Count} premises are; the others stand below";

    private static string File(TheoremResult result) => result.Theorem switch
    {
        _ when result.Operation == MediationFinding.Subject => "[Mediation](Mediation)",
        OperationProof.RefinesTheorem => "[Refines](Refinement/Refines.cs)",
        OperationProof.ConfinedTheorem => "[Obligation](../src/Symbolic/X86/Obligation.cs)",
        OperationProof.PossibleTheorem => "[Operations](Operations)",
        _ => "[Mediation](Mediation)",
    };

    // One hash for all questions of a theorem: what they are stands in the SMT-LIB files.
    private static string Questions(TheoremResult result)
    {
        string all = string.Concat(result.Obligations.Select(obligation => obligation.Question + "\n"));
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(all));
        return $"`{Convert.ToHexStringLower(hash.AsSpan(0, 8))}`";
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
