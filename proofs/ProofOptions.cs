using Verified.Proofs.Refinement;
using Verified.Traces;

namespace Verified.Proofs;

/// <summary>How proofs are run. None of it changes what is proved.</summary>
public sealed record ProofOptions
{
    /// <summary>Operations that are proved at one time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Where answers are kept from one run to the next, or null to ask everything.</summary>
    public string? Cache { get; init; }

    /// <summary>Where each question is written as SMT-LIB text, or null.</summary>
    public string? SmtFolder { get; init; }

    /// <summary>The solver's resource units for one question: never a time.</summary>
    public ulong Budget { get; init; } = Prover.DefaultBudget;

    /// <summary>Told of an operation's theorems once they are decided, in the order of the operations; may be null.</summary>
    public IProgress<IReadOnlyList<TheoremResult>>? Decided { get; init; }

    /// <summary>Told of an operation's name when its proof begins, from any thread; may be null.</summary>
    public Action<string>? Begun { get; init; }

    /// <summary>
    /// Given a refuted operation's name and its counterexample, from any thread, says in a line what the handlers do
    /// with it, which is told with the counterexample; may be null.
    /// </summary>
    public Func<string, Trace, string>? Replay { get; init; }

    /// <summary>Told of a cache's file that is refused, in one line, from any thread; may be null.</summary>
    public Action<string>? Refused { get; init; }
}
