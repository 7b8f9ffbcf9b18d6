namespace Verified.Proofs;

/// <summary>One obligation of a theorem, decided.</summary>
/// <param name="Name">What it says: <c>the result agrees</c>, <c>Ports.State agrees at every entry</c>.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Milliseconds">Wall time in the solver; a measurement.</param>
/// <param name="ResourceUnits">The solver's resource units; the same on every machine.</param>
/// <param name="Detail">Why it is unknown or refuted, else empty.</param>
public sealed record ObligationResult(
    string Name,
    Verdict Verdict,
    long Milliseconds,
    long ResourceUnits,
    string Detail)
{
    /// <summary>SHA-256 of the SMT-LIB text that settled it, in lower-case hexadecimal; empty if none was asked.</summary>
    public string Question { get; init; } = "";

    /// <summary>True iff the answer was kept from an earlier run.</summary>
    public bool IsKept { get; init; }
}
