using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Symbolic.Solving;
using Verified.Symbolic.X86;
using Found = Verified.Symbolic.Solving.Verdict;

namespace Verified.Proofs.Certification;

/// <summary>What another solver says to a question that a proof rests on.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Asked">The question, with what the proof's solver found.</param>
/// <param name="Solver">Who was asked.</param>
/// <param name="Answer">What it said.</param>
/// <param name="Milliseconds">Wall time; a measurement.</param>
public sealed record Opinion(string Operation, AskedQuestion Asked, string Solver, Found Answer, long Milliseconds)
{
    /// <summary>True iff it gave the answer that the theorem needs.</summary>
    public bool Agrees => Answer == Needed;

    /// <summary>True iff it gave the opposite answer. Without an answer it neither agrees nor disagrees.</summary>
    public bool Disagrees => Answer != Found.Unknown && Answer != Needed;

    private Found Needed => Asked.AsksForPossibility ? Found.Satisfiable : Found.Unsatisfiable;
}

/// <summary>Asks other solvers, or the same one from another start, what the proofs asked.</summary>
public static class SecondOpinions
{
    /// <summary>The questions that settle an operation's theorems.</summary>
    /// <param name="image">The image.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="solver">Who settles them.</param>
    /// <exception cref="LiftException">The code cannot be lifted.</exception>
    public static IReadOnlyList<AskedQuestion> Questions(ImageUnderProof image, Operation operation, ISolver solver)
    {
        OperationProof proof = OperationProof.Lift(image, operation, solver);
        proof.Refines();
        proof.Confined();
        proof.Possible();
        return proof.Asked;
    }

    /// <summary>What a solver says to a question.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="asked">The question.</param>
    /// <param name="solver">Who is asked.</param>
    /// <param name="budget">The solver's resource units; 0 for no bound.</param>
    public static Opinion Ask(string operation, AskedQuestion asked, ISolver solver, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(solver);
        Answer answer = solver.Check(asked.Question, budget);
        return new(operation, asked, solver.Name, answer.Verdict, answer.Milliseconds);
    }
}
