using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Microsoft.Z3;
using Verified.Symbolic.Terms;
using Verified.Z3Native;
using Model = Verified.Symbolic.Terms.Model;

namespace Verified.Symbolic.Solving;

/// <summary>
/// Microsoft.Z3 in this process. Each question gets a context of its own and is asked as SMT-LIB text, the same that
/// other solvers certify, so that an answer depends on nothing asked before.
/// </summary>
public sealed class Z3Solver : ISolver
{
    private readonly uint _seed;

    static Z3Solver() => Z3Library.Load();

    /// <summary>A solver.</summary>
    /// <param name="seed">What its search starts from; proofs must not depend on it.</param>
    public Z3Solver(uint seed = 0)
    {
        _seed = seed;
        Name = "z3 " + NativeVersion()
            + (seed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" seed {seed}"));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Answer Check(Question question, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(question);
        Stopwatch watch = Stopwatch.StartNew();
        using Context context = new();
        // Half the time of the default for QF_BV on proofs over machine code, whose equations mostly define words.
        using Tactic tactic = context.Then(
            context.MkTactic("simplify"),
            context.MkTactic("propagate-values"),
            context.MkTactic("solve-eqs"),
            context.MkTactic("simplify"),
            context.MkTactic("bit-blast"),
            context.MkTactic("sat"));
        using Solver solver = context.MkSolver(tactic);
        using Params parameters = context.MkParams();
        if (budget > 0)
            parameters.Add("rlimit", (uint)Math.Min(budget, uint.MaxValue));
        if (_seed > 0)
            parameters.Add("random_seed", _seed);
        solver.Parameters = parameters;
        solver.Assert(context.ParseSMTLIB2String(question.Text()));
        Status status = solver.Check();
        ulong work = Work(solver);
        return status switch
        {
            Status.UNSATISFIABLE => new(Verdict.Unsatisfiable, null, "", work, watch.ElapsedMilliseconds),
            Status.SATISFIABLE =>
                new(Verdict.Satisfiable, ReadModel(solver.Model, question.Assertions), "", work, watch.ElapsedMilliseconds),
            _ => new(Verdict.Unknown, null, solver.ReasonUnknown, work, watch.ElapsedMilliseconds),
        };
    }

    // Of the library, not of the package: the package is a binding.
    private static string NativeVersion()
    {
        string[] words = Microsoft.Z3.Version.FullVersion.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.FirstOrDefault(w => char.IsAsciiDigit(w[0])) ?? "";
    }

    private static ulong Work(Solver solver)
    {
        Statistics statistics = solver.Statistics;
        return statistics.Keys.Contains("rlimit count") ? statistics["rlimit count"].UIntValue : 0;
    }

    // By name: kinds of declarations are numbered differently between versions of the library.
    private static Model ReadModel(Microsoft.Z3.Model found, IReadOnlyList<Term> assertions)
    {
        Model model = new();
        Dictionary<string, Term> variables = TermWalk.Variables(assertions).ToDictionary(v => v.Name);
        foreach (FuncDecl declaration in found.ConstDecls)
        {
            string name = declaration.Name.ToString();
            if (!variables.ContainsKey(name))
                continue;
            string value = found.ConstInterp(declaration).ToString();
            model.Set(name, value switch
            {
                "true" => UInt128.One,
                "false" => UInt128.Zero,
                _ => (UInt128)BigInteger.Parse(value, CultureInfo.InvariantCulture),
            });
        }
        return model;
    }
}
