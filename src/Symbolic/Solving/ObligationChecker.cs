using Verified.Symbolic.Elimination;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Solving;

/// <summary>
/// Asks a solver about assertions that may speak of arrays: they are eliminated first, and a model that comes back is
/// believed only after every given assertion was evaluated under it.
/// </summary>
public static class ObligationChecker
{
    /// <summary>Can the assertions hold together? A model speaks of the given variables and arrays.</summary>
    /// <exception cref="SolverException">The solver's model does not make an assertion true.</exception>
    public static Answer Check(ISolver solver, IReadOnlyList<Term> assertions, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(solver);
        ArgumentNullException.ThrowIfNull(assertions);
        ArrayElimination.Result flat = ArrayElimination.Eliminate(assertions);
        Question question = new([.. flat.Assertions.Where(a => !a.IsTrue)]);
        if (flat.Assertions.FirstOrDefault(a => a.IsFalse) is { } never)
            return new(Verdict.Unsatisfiable, null, "", 0, 0) { Question = new([never]) };
        Answer answer = solver.Check(question, budget) with { Question = question };
        if (answer.Model is null)
            return answer;
        Model model = flat.Complete(answer.Model);
        Evaluator evaluator = new(model);
        Term? broken = assertions.FirstOrDefault(a => !evaluator.Holds(a));
        return broken is null
            ? answer with { Model = model }
            : throw new SolverException($"{solver.Name}: its model does not satisfy {broken}");
    }

    /// <summary>Is a claim true whatever the variables are, if the premises are? Unsatisfiable means proved.</summary>
    public static Answer Prove(ISolver solver, IEnumerable<Term> premises, Term claim, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return Check(solver, [.. premises, claim.Store.Not(claim)], budget);
    }
}
