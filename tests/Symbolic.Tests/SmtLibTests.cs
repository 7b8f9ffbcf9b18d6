using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

public sealed class SmtLibTests
{
    [Fact]
    public void The_same_terms_give_the_same_bytes_whatever_was_built_before()
    {
        TermStore busy = new();
        _ = new RandomTerms(busy, 1).Truth(4);
        Assert.Equal(SmtLib.Print([Problem(new())]), SmtLib.Print([Problem(busy)]));
    }

    [Fact]
    public void Text_declares_names_shares_and_asks()
    {
        const string expected = """
            (set-logic QF_BV)
            (declare-fun x () (_ BitVec 8))
            (declare-fun |y z| () (_ BitVec 8))
            (define-fun n0! () (_ BitVec 8) (bvadd x |y z|))
            (assert (not (= (bvmul n0! n0!) #x01)))
            (check-sat)

            """;
        Assert.Equal(expected, SmtLib.Print([Problem(new())]));
    }

    [Fact]
    public void Arrays_ask_for_the_logic_with_arrays()
    {
        TermStore store = new();
        Term entry = store.Select(store.ArrayVariable("a", 6, 3), store.Variable("i", 6));
        string text = SmtLib.Print([store.Equal(entry, store.Constant(5, 3))]);
        Assert.StartsWith("(set-logic QF_ABV)\n(declare-fun a () (Array (_ BitVec 6) (_ BitVec 3)))\n", text, StringComparison.Ordinal);
        Assert.Contains("#b101", text, StringComparison.Ordinal);
    }

    private static Term Problem(TermStore store)
    {
        Term sum = store.Add(store.Variable("x", 8), store.Variable("y z", 8));
        return store.Not(store.Equal(store.Multiply(sum, sum), store.Constant(1, 8)));
    }
}
