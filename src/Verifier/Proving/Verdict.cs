namespace Verified.Verifier.Proving;

/// <summary>The answer to a claim.</summary>
public enum Verdict
{
    /// <summary>It holds.</summary>
    Holds,

    /// <summary>It does not; the report says by what.</summary>
    Violated,

    /// <summary>Nothing was claimed, so nothing was shown.</summary>
    NotClaimed,
}
