using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>What an atomic read-modify-write makes of the old word and its operand.</summary>
public enum AtomicOperation
{
    /// <summary>Bitwise and: LOCK AND.</summary>
    And,

    /// <summary>Bitwise or: LOCK OR.</summary>
    Or,

    /// <summary>Bitwise exclusive or: LOCK XOR.</summary>
    Xor,

    /// <summary>Sum: LOCK ADD, LOCK XADD.</summary>
    Add,

    /// <summary>The operand: XCHG.</summary>
    Exchange,
}

/// <summary>The meaning of atomic operations.</summary>
public static class AtomicOperations
{
    /// <summary>The new word.</summary>
    public static Term Apply(this AtomicOperation operation, Term old, Term operand)
    {
        ArgumentNullException.ThrowIfNull(old);
        return operation switch
        {
            AtomicOperation.And => old.Store.And(old, operand),
            AtomicOperation.Or => old.Store.Or(old, operand),
            AtomicOperation.Xor => old.Store.Xor(old, operand),
            AtomicOperation.Add => old.Store.Add(old, operand),
            _ => operand,
        };
    }
}
