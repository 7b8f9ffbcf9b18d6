using Verified.Verifier.Policies;

namespace Verified.Verifier.Findings;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>The policy means other than its author may think; no theorem is violated.</summary>
    Warning,

    /// <summary>
    /// The theorem "well-formed" is violated: something in the policy contradicts itself or can have no effect, or the
    /// claim would be empty.
    /// </summary>
    Error,
}

/// <summary>Something about a policy that its reader must know.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Rule">The rule's name, the same for every finding of its kind.</param>
/// <param name="Place">Where.</param>
/// <param name="What">What is so.</param>
/// <param name="Mend">What can be done about it.</param>
public sealed record Finding(Severity Severity, string Rule, Place Place, string What, string Mend);
