using Verified.Proofs;
using Verified.Proofs.Mediation;
using Verdict = Verified.Proofs.Verdict;

namespace Verified.Verifier.Reports;

/// <summary>The results of an image's proof in words.</summary>
internal static class ProofText
{
    private const int NameWidth = 25;

    // A proof of one operation leaves nearly all of them out.
    private const int ShownPremises = 16;

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

    /// <summary>Writes what stands below all theorems: the image, and Main with the premises that it lacks.</summary>
    public static void WriteEnd(
        IReadOnlyList<TheoremResult> results, string imageFile, bool summary, TextWriter output)
    {
        if (summary)
        {
            IReadOnlyList<TheoremResult> theorems = [.. results.Where(r => r.Operation != MediationFinding.Subject)];
            int operations = theorems.DistinctBy(result => result.Operation).Count();
            int proved = operations
                - theorems.Where(result => result.Verdict != Verdict.Proved).DistinctBy(result => result.Operation).Count();
            int asked = theorems.Sum(result => result.Obligations.Count(o => !o.IsKept));
            output.WriteLine($"proved   {proved} of {operations} operations refine their specifications and stay confined   "
                + $"{theorems.Sum(result => result.Obligations.Count)} obligations, {asked} of them solved now");
        }

        output.WriteLine($"about {imageFile}, sha256 {results[0].ImageHash}");
        WriteMain(MainTheorem.Of(results), summary, output);
    }

    /// <summary>Writes Main: proved, or what is missing, premise by premise; in a summary their names alone.</summary>
    private static void WriteMain(MainTheorem main, bool summary, TextWriter output)
    {
        IReadOnlyList<Premise> missing = main.Missing;
        if (main.IsProved)
        {
            output.WriteLine($"proved   main: {MainTheorem.Statement}: {main.Premises.Count} premises");
            return;
        }

        string count = $"{main.Premises.Count - missing.Count} of {main.Premises.Count} premises are";
        if (missing.Count > ShownPremises)
        {
            output.WriteLine($"main is not proved: {MainTheorem.Statement}: {count} in this run");
            return;
        }

        if (summary)
        {
            output.WriteLine($"main is not proved: {count}; missing: {string.Join("; ", missing.Select(premise => premise.Name))}");
            return;
        }

        output.WriteLine($"main is not proved: {MainTheorem.Statement}: {count}; missing:");
        foreach (Premise premise in missing)
            output.WriteLine($"         {premise.Name}: {premise.Why}");
    }
}
