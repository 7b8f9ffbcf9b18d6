using Microsoft.Z3;
using Verified.Z3Native;

namespace Verified.Verifier.Solving;

/// <summary>What the solver says about a set of assertions.</summary>
public enum Satisfiability
{
    /// <summary>No assignment satisfies them.</summary>
    Unsatisfiable,

    /// <summary>Some assignment does.</summary>
    Satisfiable,

    /// <summary>The budget was spent before an answer.</summary>
    Unknown,
}

/// <summary>
/// A solver in this process. Budgets count the solver's own steps, never the clock: answers are repeatable.
/// </summary>
public sealed class SolverSession : IDisposable
{
    /// <summary>Steps for one question; the largest policy that the kernel loads needs a small part of it.</summary>
    private const uint Budget = 200_000_000;

    /// <summary>The native solver is loaded by the first question: most of a short run would go into it.</summary>
    private Context? _context;

    /// <summary>Where terms are built.</summary>
    /// <exception cref="Z3MissingException">The native solver is not installed.</exception>
    public Context Context
    {
        get
        {
            Z3Library.Load();
            return _context ??= new();
        }
    }

    /// <summary>Name and version of the solver, for reports.</summary>
    public static string SolverName
    {
        get
        {
            Z3Library.Load();
            return $"Z3 {Microsoft.Z3.Version.Major}.{Microsoft.Z3.Version.Minor}.{Microsoft.Z3.Version.Build}";
        }
    }

    /// <summary>Whether the assertions can hold together.</summary>
    /// <param name="assertions">The assertions.</param>
    /// <param name="onModel">Called with the satisfying model, if there is one.</param>
    public Satisfiability Check(IEnumerable<BoolExpr> assertions, Action<Model>? onModel = null)
    {
        using Solver solver = NewSolver(assertions);
        Status status = solver.Check();
        if (status == Status.SATISFIABLE)
            onModel?.Invoke(solver.Model);
        return ToSatisfiability(status);
    }

    /// <summary>Opens a series of questions that share some assertions.</summary>
    /// <param name="shared">The assertions of all of them.</param>
    /// <returns>Asks whether the shared assertions can hold together with some literals.</returns>
    public Func<BoolExpr[], Satisfiability> Series(IEnumerable<BoolExpr> shared)
    {
        Solver solver = NewSolver(shared);
        return literals => ToSatisfiability(solver.Check((IEnumerable<BoolExpr>)literals));
    }

    private Solver NewSolver(IEnumerable<BoolExpr> assertions)
    {
        // The plain core: the tactics that the default picks for bit-vectors need ten times as long
        // for these questions.
        Solver solver = Context.MkSimpleSolver();
        using Params parameters = Context.MkParams();
        parameters.Add("rlimit", Budget);
        solver.Parameters = parameters;
        solver.Assert([.. assertions]);
        return solver;
    }

    private static Satisfiability ToSatisfiability(Status status) => status switch
    {
        Status.UNSATISFIABLE => Satisfiability.Unsatisfiable,
        Status.SATISFIABLE => Satisfiability.Satisfiable,
        _ => Satisfiability.Unknown,
    };

    /// <inheritdoc/>
    public void Dispose() => _context?.Dispose();
}
