using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Why something must hold for machine code to be confined.</summary>
public enum ObligationKind
{
    /// <summary>An index is below its table's size, or an access stays inside its page or stack frame.</summary>
    InBounds,

    /// <summary>An address is aligned as an instruction demands.</summary>
    Aligned,

    /// <summary>A function that must not be reached is not reached.</summary>
    Unreachable,

    /// <summary>A register that the caller keeps is restored.</summary>
    CalleeSaved,
}

/// <summary>
/// What must be proved about one place in the code: whenever <paramref name="Path"/> holds there, so does <paramref
/// name="Condition"/>.
/// </summary>
/// <param name="Kind">Why.</param>
/// <param name="Address">The instruction's address.</param>
/// <param name="What">The condition in words.</param>
/// <param name="Path">The path condition at that place.</param>
/// <param name="Condition">What must hold.</param>
public sealed record Obligation(ObligationKind Kind, ulong Address, string What, Term Path, Term Condition)
{
    /// <summary>The claim: path implies condition. A proof shows that its negation is unsatisfiable.</summary>
    public Term Claim => Path.Store.Implies(Path, Condition);
}
