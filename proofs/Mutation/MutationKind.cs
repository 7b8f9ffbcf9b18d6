namespace Verified.Proofs.Mutation;

/// <summary>What a mutant does to an instruction.</summary>
public enum MutationKind
{
    /// <summary>The condition of a conditional jump, set or move is negated.</summary>
    NegatedCondition,

    /// <summary>An order's condition holds of equals when it did not, or the other way round: below, below or equal.</summary>
    ChangedCondition,

    /// <summary>An instruction that writes memory is dropped.</summary>
    DroppedStore,

    /// <summary>A call is dropped.</summary>
    DroppedCall,

    /// <summary>A constant is one more.</summary>
    ChangedConstant,

    /// <summary>A register that is read is another one.</summary>
    ChangedRegister,

    /// <summary>An access goes to the place behind the one that was meant.</summary>
    ChangedPlace,
}
