namespace Verified.Proofs;

/// <summary>How much machine code a theorem is about.</summary>
/// <param name="Instructions">Distinct instructions that some state and argument may reach.</param>
/// <param name="Steps">Instructions executed symbolically: a loop's body counts once a round.</param>
/// <param name="Merges">How often two states at the same place became one.</param>
/// <param name="Milliseconds">Wall time of lifting; a measurement.</param>
public sealed record LiftingFigures(int Instructions, int Steps, int Merges, long Milliseconds);
