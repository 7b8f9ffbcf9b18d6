namespace Verified.Proofs.Mutation;

/// <summary>What a mutant does to an instruction.</summary>
public enum MutationKind
{
    /// <summary>The condition of a conditional jump, set or move is negated.</summary>
    NegatedCondition,

    /// <summary>An instruction that writes memory is dropped.</summary>
    DroppedStore,

    /// <summary>A constant is one more.</summary>
    ChangedConstant,
}
