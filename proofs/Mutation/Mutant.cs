namespace Verified.Proofs.Mutation;

/// <summary>A small change of an image's machine code.</summary>
/// <param name="Kind">What is done to the instruction.</param>
/// <param name="Address">The address of the instruction that changes.</param>
/// <param name="Description">The instruction before the change, and the change.</param>
/// <param name="Bytes">The bytes that stand at the address afterwards: as many as the instruction has.</param>
public sealed record Mutant(MutationKind Kind, ulong Address, string Description, byte[] Bytes);
