using Verified.Symbolic.Elimination;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

public sealed class EliminationTests
{
    [Fact]
    public void Nothing_that_is_left_speaks_of_arrays()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            ArrayElimination.Result flat = ArrayElimination.Eliminate([new RandomTerms(new(), seed).Truth(5)]);
            Assert.DoesNotContain(TermWalk.PostOrder(flat.Assertions), t => t.IsArray || t.Kind == TermKind.Select);
        }
    }

    // A model of the original, with the entries' variables set to the entries, is a model of the result.
    [Fact]
    public void What_holds_before_holds_after()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            TermStore store = new();
            RandomTerms random = new(store, seed);
            Term truth = random.Truth(5);
            ArrayElimination.Result flat = ArrayElimination.Eliminate([truth]);
            Model model = random.Model(truth);
            Model extended = new();
            foreach ((string name, UInt128 value) in model.Words)
                extended.Set(name, value);
            foreach (ArrayElimination.ArrayEntry entry in flat.Entries)
                extended.Set(entry.Value.Name, model.Entry(entry.Array, new Evaluator(extended).Value(entry.Index)));
            Evaluator after = new(extended);
            Assert.Equal(new Evaluator(model).Holds(truth), after.Holds(flat.Assertions[0]));
            Assert.All(flat.Assertions.Skip(1), a => Assert.True(after.Holds(a)));
        }
    }

    [Fact]
    public void Models_of_the_result_complete_to_models_of_the_original()
    {
        int satisfiable = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Term truth = new RandomTerms(new(), seed).Truth(4);
            // The checker evaluates the original under the completed model and throws if it does not hold.
            if (ObligationChecker.Check(new Z3Solver(), [truth], 200_000).Verdict == Verdict.Satisfiable)
                satisfiable++;
        }
        Assert.True(satisfiable > 20);
    }

    [Fact]
    public void Equal_indices_mean_equal_entries()
    {
        TermStore store = new();
        Term array = store.ArrayVariable("a", 8, 8), i = store.Variable("i", 8), j = store.Variable("j", 8);
        Term differ = store.Not(store.Equal(store.Select(array, i), store.Select(array, j)));
        Assert.Equal(Verdict.Unsatisfiable, ObligationChecker.Check(new Z3Solver(), [store.Equal(i, j), differ], 0).Verdict);
        Assert.Equal(Verdict.Satisfiable, ObligationChecker.Check(new Z3Solver(), [differ], 0).Verdict);
    }
}
