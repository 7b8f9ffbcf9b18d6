using Verified.Proofs;
using Verified.Proofs.Image;
using Verified.Proofs.Mediation;
using Verified.Symbolic.Elf;
using Verified.Verifier.Policies;
using Verdict = Verified.Proofs.Verdict;

namespace Verified.Verifier.Commands;

/// <summary>Complete mediation, as part of the report about an image.</summary>
internal static class MediationReport
{
    /// <summary>Decides and prints it: one line a sentence, and below what refutes it.</summary>
    /// <param name="imageFile">The image.</param>
    /// <param name="summary">True for one line of all that is proved.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>One theorem a sentence.</returns>
    /// <exception cref="InputException">The image cannot be read.</exception>
    public static IReadOnlyList<TheoremResult> Of(string imageFile, bool summary, TextWriter output)
    {
        (IReadOnlyList<MediationFinding> findings, string hash) = Decide(imageFile);
        foreach (MediationFinding finding in findings.Where(finding => !summary || finding.Verdict != Verdict.Proved))
        {
            output.WriteLine(finding);
            foreach (string detail in finding.Details)
                output.WriteLine("         " + detail);
        }

        if (summary)
        {
            output.WriteLine($"proved   {findings.Count(finding => finding.Verdict == Verdict.Proved)} of {findings.Count} "
                + "sentences about everything between an exit and the next VMRUN");
        }

        return [.. findings.Select(finding => finding.ToTheorem(hash))];
    }

    private static (IReadOnlyList<MediationFinding> Findings, string Hash) Decide(string imageFile)
    {
        try
        {
            ImageUnderProof image = ImageUnderProof.Open(imageFile);
            return (MediationProof.Of(image), image.Hash);
        }
        catch (ElfException e)
        {
            throw new InputException($"verified: {e.Message}");
        }
    }
}
