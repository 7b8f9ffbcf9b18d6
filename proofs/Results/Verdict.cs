namespace Verified.Proofs;

/// <summary>What a theorem's obligations came to.</summary>
public enum Verdict
{
    /// <summary>Every obligation holds for every state and every argument.</summary>
    Proved,

    /// <summary>At least one obligation has a counterexample, or the code does what no proved code may do.</summary>
    Refuted,

    /// <summary>No counterexample was found within the budget, nor a proof.</summary>
    Unknown,
}
