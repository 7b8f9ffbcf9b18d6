using Verified.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

public sealed class TermTests
{
    [Fact]
    public void Simplified_terms_have_the_values_of_the_terms_as_written()
    {
        for (int seed = 0; seed < 6000; seed++)
        {
            TermStore plain = new(simplify: false);
            RandomTerms random = new(plain, seed);
            Term written = seed % 2 == 0 ? random.Truth(1 + (seed % 5)) : random.Word(1 + (seed % 128), 1 + (seed % 5));
            Term simplified = new TermRebuilder(new TermStore()).Rebuild(written);
            for (int i = 0; i < 6; i++)
            {
                Model model = random.Model(written);
                UInt128 expected = new Evaluator(model).Value(written), actual = new Evaluator(model).Value(simplified);
                Assert.True(expected == actual, $"seed {seed}: {written} = {expected}, simplified {simplified} = {actual}");
            }
        }
    }

    [Fact]
    public void Linear_forms_have_the_value_of_their_word()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            TermStore store = new();
            RandomTerms random = new(store, seed);
            Term word = random.Word(64, 4);
            LinearForm form = store.Linear(word);
            Model model = random.Model(word);
            Evaluator evaluator = new(model);
            UInt128 sum = form.Atoms.Aggregate(form.Constant, (s, a) => s + (a.Factor * evaluator.Value(a.Atom)));
            Assert.Equal(evaluator.Value(word), sum & Bits.Mask(64));
        }
    }

    [Fact]
    public void Bits_outside_the_possible_ones_are_zero()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            TermStore store = new();
            RandomTerms random = new(store, seed);
            Term word = random.Word(32, 4);
            UInt128 value = new Evaluator(random.Model(word)).Value(word);
            Assert.True((value & ~store.PossibleOnes(word)) == 0, $"seed {seed}: {word}");
        }
    }

    [Fact]
    public void Equal_terms_are_one_object()
    {
        TermStore store = new();
        Term x = store.Variable("x", 32), y = store.Variable("y", 32);
        Assert.Same(store.Add(x, y), store.Add(y, x));
        Assert.Same(store.Variable("x", 32), x);
        Assert.NotSame(store.Variable("x", 16), x);
    }

    [Theory]
    [InlineData(3u, "(Less x 0x4)")]
    [InlineData(0u, "(Equal x 0x0)")]
    public void At_most_and_less_than_share_one_form(uint limit, string text)
    {
        TermStore store = new();
        Assert.Equal(text, store.AtMost(store.Variable("x", 8), store.Constant(limit, 8)).ToString());
    }

    [Fact]
    public void A_masked_and_shifted_address_shows_its_stride()
    {
        TermStore store = new();
        Term leaf = store.Variable("leaf", 64);
        Term address = store.Add(
            store.And(leaf, store.Constant(0xffff_f000, 64)), store.And(store.Variable("va", 64), store.Constant(0xff8, 64)));
        LinearForm form = store.Linear(address);
        Assert.Equal([4096u, 8u], form.Atoms.Select(a => (uint)a.Factor));
    }

    [Fact]
    public void An_entry_is_found_through_stores_to_other_places()
    {
        TermStore store = new();
        Term array = store.ArrayVariable("a", 16, 8), index = store.Variable("i", 16);
        Term next = store.Add(index, store.Constant(1, 16));
        Term updated = store.Store(store.Store(array, index, store.Constant(7, 8)), next, store.Constant(9, 8));
        Assert.Equal((UInt128)7, store.Select(updated, index).Value);
    }

    [Fact]
    public void An_entry_of_one_row_is_found_through_stores_to_the_other()
    {
        TermStore store = new();
        Term array = store.ArrayVariable("a", 9, 8), row = store.Variable("row", 1);
        for (uint column = 0; column < 2; column++)
        {
            Term index = store.Concat(row, store.Constant(column, 8));
            Term updated = store.Store(array, store.Concat(store.Not(row), store.Constant(column, 8)), store.Constant(9, 8));
            Assert.Same(store.Select(array, index), store.Select(updated, index));
        }
    }

    [Fact]
    public void A_row_that_may_be_the_other_is_not_looked_through()
    {
        TermStore store = new();
        Term array = store.ArrayVariable("a", 9, 8), column = store.Constant(3, 8);
        Term index = store.Concat(store.Variable("row", 1), column);
        Term updated = store.Store(array, store.Concat(store.Variable("other", 1), column), store.Constant(9, 8));
        Assert.NotSame(store.Select(array, index), store.Select(updated, index));
    }

    [Fact]
    public void What_two_paths_that_meet_leave_behind_is_what_they_share()
    {
        TermStore store = new();
        Term p = store.Variable("p", 0), q = store.Variable("q", 0), r = store.Variable("r", 0);
        Term either = store.Or(store.Not(p), store.Not(q));
        Assert.Same(store.True, store.Or(either, store.And(p, q)));
        Assert.Same(store.Or(either, r), store.Or(either, store.And(store.And(p, q), r)));
        Assert.Same(store.False, store.And(store.And(p, q), either));
        Assert.Same(store.And(store.And(p, q), r), store.And(store.And(p, q), store.Or(either, r)));
        Assert.Same(either, store.Or(either, store.And(store.Not(p), r)));
    }

    [Fact]
    public void A_choice_between_words_of_32_bits_is_one_of_32_bits_whatever_they_are_widened_to()
    {
        TermStore store = new();
        Term c = store.Variable("c", 0), x = store.Variable("x", 32), y = store.Variable("y", 16);
        Term wide = store.Choice(c, store.ZeroExtend(x, 64), store.ZeroExtend(y, 64));
        Assert.Same(store.ZeroExtend(store.Choice(c, x, store.ZeroExtend(y, 32)), 64), wide);
        Assert.Equal(
            TermKind.Choice, store.Choice(c, store.ZeroExtend(x, 64), store.Constant(1UL << 63, 64)).Kind);
    }

    [Fact]
    public void The_low_end_of_a_choice_is_a_choice_of_what_was_widened()
    {
        TermStore store = new();
        Term c = store.Variable("c", 0), x = store.Variable("x", 32), y = store.Variable("y", 64);
        Term low = store.Extract(store.Choice(c, store.ZeroExtend(x, 64), y), 31, 0);
        Assert.Same(store.Choice(c, x, store.Extract(y, 31, 0)), low);
        Term turned = store.Extract(store.Choice(c, y, store.ZeroExtend(x, 64)), 31, 0);
        Assert.Same(store.Choice(c, store.Extract(y, 31, 0), x), turned);
    }

    [Fact]
    public void Whether_a_count_or_its_neighbour_is_a_number_is_asked_of_the_count()
    {
        TermStore store = new();
        Term c = store.Variable("c", 0), x = store.Variable("x", 32);
        Term less = store.Choice(c, store.Add(x, store.Constant(uint.MaxValue, 32)), x);
        Assert.Same(
            store.Choice(c, store.Equal(x, store.Constant(6, 32)), store.Equal(x, store.Constant(5, 32))),
            store.Equal(less, store.Constant(5, 32)));
    }

    [Fact]
    public void Of_two_truth_values_as_words_both_hold_iff_the_conjunction_does()
    {
        TermStore store = new();
        Term p = store.Variable("p", 0), q = store.Variable("q", 0);
        Assert.Same(store.Word(store.And(p, q), 32), store.And(store.Word(p, 32), store.Word(q, 32)));
        Term not = store.Choice(q, store.Constant(0, 32), store.Constant(1, 32));
        Assert.Same(store.Word(store.And(p, store.Not(q)), 32), store.And(store.Word(p, 32), not));
        Term two = store.Choice(q, store.Constant(2, 32), store.Constant(1, 32));
        Assert.Equal(TermKind.And, store.And(store.Word(p, 32), two).Kind);
    }

    [Fact]
    public void Words_of_different_widths_do_not_meet()
    {
        TermStore store = new();
        Assert.Throws<WidthException>(() => store.Add(store.Variable("x", 8), store.Variable("y", 16)));
        Assert.Throws<WidthException>(() => store.Constant(0, 129));
        Assert.Throws<WidthException>(() => store.Extract(store.Variable("x", 8), 8, 0));
    }

    [Fact]
    public void Terms_of_different_stores_do_not_meet()
    {
        Term foreign = new TermStore().Variable("x", 8);
        TermStore store = new();
        Assert.Throws<ArgumentException>(() => store.Add(store.Variable("x", 8), foreign));
    }

    [Fact]
    public void Long_chains_of_stores_are_walked_without_recursion()
    {
        TermStore store = new(simplify: false);
        Term array = store.ArrayVariable("a", 32, 32);
        for (uint i = 0; i < 100_000; i++)
            array = store.Store(array, store.Constant(i, 32), store.Constant(i + 1, 32));
        Term entry = store.Select(array, store.Constant(5, 32));
        Assert.Equal((UInt128)6, new Evaluator(new()).Value(entry));
        Assert.Same(entry, new TermRebuilder(store).Rebuild(entry));
    }
}
