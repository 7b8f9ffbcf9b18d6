namespace Verified.Traces;

/// <summary>What came of running a trace.</summary>
/// <param name="Results">The results of the steps that were made; null for a step without one.</param>
/// <param name="Step">The step after which the two sides part, from 0; -1 for the start; null when they agree to the end.</param>
/// <param name="Difference">In what they part, one line; null when they agree.</param>
public sealed record Replayed(IReadOnlyList<long?> Results, int? Step, string? Difference);
