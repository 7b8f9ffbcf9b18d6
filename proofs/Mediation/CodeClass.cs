namespace Verified.Proofs.Mediation;

/// <summary>What a function of the image is to the theorem of complete mediation.</summary>
public enum CodeClass
{
    /// <summary>
    /// A handler with proofs that it refines its specification and stays confined, or called by such alone.
    /// </summary>
    Proved,

    /// <summary>
    /// An operation of the kernel, or part of one, whose machine code is not proved (also) by itself.
    /// </summary>
    Operation,

    /// <summary>Behind the gate: from an exit of a guest to a handler and back.</summary>
    Inner,

    /// <summary>In front of the gate: the scheduler, the console, the interrupts' entries.</summary>
    Outer,

    /// <summary>None of these: nobody has said what it is.</summary>
    Unaccounted,
}
