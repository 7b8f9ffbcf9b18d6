namespace Verified.Symbolic.X86;

/// <summary>
/// The status flags that the lifter keeps. The adjust flag is left out: no instruction that it knows reads it.
/// </summary>
public enum Flag
{
    /// <summary>CF.</summary>
    Carry,

    /// <summary>PF: the result's low byte has an even number of ones.</summary>
    Parity,

    /// <summary>ZF.</summary>
    Zero,

    /// <summary>SF.</summary>
    Sign,

    /// <summary>OF.</summary>
    Overflow,
}
