using Verified.Proofs;
using Verified.Proofs.Operations;
using Verdict = Verified.Proofs.Verdict;

namespace Verified.Verifier.Reports;

/// <summary>The results of an image's proof in words.</summary>
internal static class ProofText
{
    private const int NameWidth = 25;

    /// <summary>The lines about one operation.</summary>
    /// <param name="theorems">Its theorems.</param>
    /// <param name="summary">True to say nothing of an operation that is proved.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<TheoremResult> theorems, bool summary)
    {
        TheoremResult first = theorems[0];
        if (theorems.All(theorem => theorem.Verdict == Verdict.Proved))
        {
            int obligations = theorems.Sum(t => t.Obligations.Count);
            int kept = theorems.Sum(t => t.Obligations.Count(o => o.IsKept));
            string how = kept == obligations ? "kept from before" : $"{theorems.Sum(t => t.Milliseconds)} ms";
            if (!summary)
                yield return $"proved   {first.Operation.PadRight(NameWidth)} refines its specification, stays confined   "
                    + $"{first.Lifting.Instructions} instructions, {obligations} obligations, {how}";
            yield break;
        }

        foreach (TheoremResult theorem in theorems)
        {
            yield return theorem.ToString();
            foreach (string line in theorem.Counterexample)
                yield return "         " + line;
        }
    }

    /// <summary>Writes what stands below all operations: the image, and what is not proved.</summary>
    public static void WriteEnd(
        IReadOnlyList<TheoremResult> results, string imageFile, bool summary, TextWriter output)
    {
        if (summary)
        {
            int operations = results.DistinctBy(result => result.Operation).Count();
            int proved = operations
                - results.Where(result => result.Verdict != Verdict.Proved).DistinctBy(result => result.Operation).Count();
            int asked = results.Sum(result => result.Obligations.Count(o => !o.IsKept));
            output.WriteLine($"proved   {proved} of {operations} operations refine their specifications and stay confined   "
                + $"{results.Sum(result => result.Obligations.Count)} obligations, {asked} of them solved now");
        }

        output.WriteLine($"about {imageFile}, sha256 {results[0].ImageHash}");
        output.WriteLine($"not proved: the machine code of {string.Join(", ", AllOperations.NotProved)}, of the hypercall entry, "
            + "boot and the machine layer");
    }
}
