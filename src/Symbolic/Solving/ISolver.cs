using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Solving;

/// <summary>Answers whether assertions can hold together.</summary>
public interface ISolver
{
    /// <summary>The solver's name and version: part of a result's identity.</summary>
    string Name { get; }

    /// <summary>Asks whether all assertions can hold together.</summary>
    /// <param name="question">The assertions.</param>
    /// <param name="budget">The work allowed, in the solver's own unit; 0 for no bound. Never a time.</param>
    /// <exception cref="SolverException">The solver is not there, or its answer is none.</exception>
    Answer Check(Question question, ulong budget);
}

/// <summary>What a solver found.</summary>
public enum Verdict
{
    /// <summary>No values make all assertions true: what they deny is proved.</summary>
    Unsatisfiable,

    /// <summary>The answer's model makes all assertions true.</summary>
    Satisfiable,

    /// <summary>Neither was found within the budget: nothing is proved.</summary>
    Unknown,
}

/// <summary>A solver's answer.</summary>
/// <param name="Verdict">What it found.</param>
/// <param name="Model">The values of the variables, when satisfiable.</param>
/// <param name="Reason">Why it gave up, when unknown; else empty.</param>
/// <param name="Work">The work done, in the solver's own unit (z3: rlimit); the same on every run.</param>
/// <param name="Milliseconds">The time it took: for people, never for decisions.</param>
public sealed record Answer(Verdict Verdict, Model? Model, string Reason, ulong Work, long Milliseconds)
{
    /// <summary>True iff the answer was kept from an earlier time, so that no solver ran.</summary>
    public bool IsKept { get; init; }

    /// <summary>What was asked, when a checker reduced it to words first; else null.</summary>
    public Question? Question { get; init; }
}
