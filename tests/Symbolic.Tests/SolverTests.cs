using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

public sealed class SolverTests
{
    public static TheoryData<string> SecondSolvers => new("z3", "cvc5", "boolector");

    [Theory]
    [MemberData(nameof(SecondSolvers))]
    public void A_second_solver_agrees_on_random_problems(string name)
    {
        ProcessSolver second = name switch { "z3" => ProcessSolver.Z3, "cvc5" => ProcessSolver.Cvc5, _ => ProcessSolver.Boolector };
        Assert.SkipUnless(second.IsInstalled, $"{name} is not installed");
        int decided = 0;
        for (int seed = 0; seed < 25; seed++)
        {
            // The second solver gets the problem as it was written, so that the simplifier is tested too.
            Term written = new RandomTerms(new(simplify: false), seed).Truth(3);
            Term simplified = new TermRebuilder(new TermStore()).Rebuild(written);
            Answer first = ObligationChecker.Check(new Z3Solver(), [simplified], 300_000);
            Answer other = first.Verdict == Verdict.Unknown ? first : ObligationChecker.Check(second, [written], 300_000);
            if (other.Verdict == Verdict.Unknown)
                continue;
            Assert.Equal(first.Verdict, other.Verdict);
            decided++;
        }
        Assert.True(decided > 15);
    }

    [Fact]
    public void The_same_question_costs_the_same_work()
    {
        ulong[] work = [.. Enumerable.Range(0, 2).Select(_ => new Z3Solver().Check(new([Factors(new(), 8)]), 0).Work)];
        Assert.Equal(work[0], work[1]);
        Assert.True(work[0] > 0);
    }

    [Fact]
    public void A_small_budget_ends_in_unknown_with_a_reason()
    {
        Answer answer = new Z3Solver().Check(new([Factors(new(), 32)]), 10_000);
        Assert.Equal(Verdict.Unknown, answer.Verdict);
        Assert.NotEmpty(answer.Reason);
        Assert.Null(answer.Model);
    }

    [Fact]
    public void A_claim_is_proved_from_its_premises_only()
    {
        TermStore store = new();
        Term x = store.Variable("x", 32), ten = store.Constant(10, 32), claim = store.Less(store.Add(x, x), store.Constant(20, 32));
        Assert.Equal(Verdict.Unsatisfiable, ObligationChecker.Prove(new Z3Solver(), [store.Less(x, ten)], claim, 0).Verdict);
        Answer refuted = ObligationChecker.Prove(new Z3Solver(), [], claim, 0);
        Assert.False(new Evaluator(refuted.Model!).Holds(claim));
    }

    [Fact]
    public void A_model_that_is_none_is_not_believed()
    {
        TermStore store = new();
        Term seven = store.Equal(store.Variable("x", 8), store.Constant(7, 8));
        Assert.Throws<SolverException>(() => ObligationChecker.Check(new Liar(), [seven], 0));
    }

    private static Term Factors(TermStore store, int width)
    {
        Term x = store.ZeroExtend(store.Variable("x", width), 2 * width), y = store.ZeroExtend(store.Variable("y", width), 2 * width);
        // A product of two primes: no short cut but search.
        return store.All(
            store.Equal(store.Multiply(x, y), store.Constant(width == 8 ? 241ul * 251 : 4294967291ul * 4294967279, 2 * width)),
            store.Less(store.Constant(1, 2 * width), x), store.Less(x, y));
    }

    private sealed class Liar : ISolver
    {
        public string Name => "liar";

        public Answer Check(Question question, ulong budget) =>
            new(Verdict.Satisfiable, new Model().Set("x", 8), "", 0, 0);
    }
}
