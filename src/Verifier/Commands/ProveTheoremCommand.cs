using System.CommandLine;
using Verified.Proofs;
using Verified.Proofs.Policies;

namespace Verified.Verifier.Commands;

/// <summary>
/// <c>verified prove --theorem</c>: proves anew what every answer about isolation rests on. It holds for all
/// policies, so that no run about one policy has to prove it again.
/// </summary>
internal sealed class ProveTheoremCommand
{
    /// <summary>Asks for it.</summary>
    public Option<bool> Theorem { get; } = new("--theorem")
    {
        Description = "Prove for all policies that a certificate which passes implies isolation, instead of a policy.",
    };

    /// <summary>Proves it, one line a lemma.</summary>
    /// <returns>0 if every lemma is proved, 1 if one is refuted, else 3.</returns>
    public static int Run(TextWriter output)
    {
        IReadOnlyList<ObligationResult> lemmas = CertificateTheorem.Prove();
        output.WriteLine("theorem: a certificate that passes implies isolation along flows of any length");
        foreach (ObligationResult lemma in lemmas)
            output.WriteLine($"{Word(lemma.Verdict),-9}{lemma.Name}");
        if (lemmas.Any(lemma => lemma.Verdict == Verdict.Refuted))
            return ExitCode.Violated;
        return lemmas.All(lemma => lemma.Verdict == Verdict.Proved) ? ExitCode.Holds : ExitCode.Unknown;
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
