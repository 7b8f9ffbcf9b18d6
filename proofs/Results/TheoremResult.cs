using Verified.Traces;

namespace Verified.Proofs;

/// <summary>The result of one theorem about one operation of one image.</summary>
/// <param name="Operation">The operation's name, as in <c>--only</c>: <c>alloc_unbound</c>.</param>
/// <param name="Theorem">The theorem, as a sentence without its subject: <c>refines its specification</c>.</param>
/// <param name="Verdict">What the obligations came to.</param>
/// <param name="Obligations">Every obligation and its own verdict, in a fixed order.</param>
/// <param name="Lifting">What was lifted.</param>
/// <param name="Milliseconds">Wall time, lifting excluded; a measurement, never a bound.</param>
/// <param name="ImageHash">SHA-256 of the ELF file the theorem speaks of, in lower-case hexadecimal.</param>
/// <param name="Counterexample">When refuted: lines that say what the code does and what the specification says.</param>
public sealed record TheoremResult(
    string Operation,
    string Theorem,
    Verdict Verdict,
    IReadOnlyList<ObligationResult> Obligations,
    LiftingFigures Lifting,
    long Milliseconds,
    string ImageHash,
    IReadOnlyList<string> Counterexample)
{
    /// <summary>The counterexample as a trace, on tables of the image's sizes; null when there is none.</summary>
    public Trace? Trace { get; init; }

    /// <summary>The solver's resource units spent on all obligations: the same on every machine.</summary>
    public long ResourceUnits => Obligations.Sum(obligation => obligation.ResourceUnits);

    /// <summary>One line: verdict, operation, theorem, figures.</summary>
    public override string ToString() =>
        $"{Verdict.ToString().ToLowerInvariant(),-8} {Operation} {Theorem}   "
        + $"{Lifting.Instructions} instructions, {Obligations.Count} obligations, {Milliseconds} ms";
}
