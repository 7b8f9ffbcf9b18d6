using Verified.Logic;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

public sealed class LogicTests
{
    private readonly TermStore _store = new();

    [Fact]
    public void Constants_alone_compute_without_a_store()
    {
        SymbolicWord sum = SymbolicWord.Constant(250, 8) + SymbolicWord.Constant(10, 8);
        Assert.Equal(4ul, sum.Known);
        Assert.True((sum < SymbolicWord.Constant(5, 8)).Known);
        Assert.Equal(0x8dul, SymbolicWord.Extend(SymbolicWord.Extract(SymbolicWord.Constant(0x1234, 16), 9, 2), 16).Known);
        Assert.False((!SymbolicBool.True | SymbolicBool.False).Known);
        Assert.False(default(SymbolicBool).Known);
    }

    [Fact]
    public void Truth_values_follow_their_tables()
    {
        SymbolicBool[] values = [SymbolicBool.False, SymbolicBool.True, new(_store.Variable("p", 0)), new(_store.Variable("q", 0))];
        foreach (SymbolicBool a in values)
        {
            foreach (SymbolicBool b in values)
            {
                for (uint bits = 0; bits < 4; bits++)
                {
                    Evaluator evaluator = new(new Model().Set("p", bits & 1).Set("q", bits >> 1));
                    bool x = evaluator.Holds(a.ToTerm(_store)), y = evaluator.Holds(b.ToTerm(_store));
                    Assert.Equal(x & y, evaluator.Holds((a & b).ToTerm(_store)));
                    Assert.Equal(x | y, evaluator.Holds((a | b).ToTerm(_store)));
                    Assert.Equal(x == y, evaluator.Holds(SymbolicBool.Same(a, b).ToTerm(_store)));
                    Assert.Equal(x ? y : !y, evaluator.Holds(SymbolicBool.If(a, b, !b).ToTerm(_store)));
                }
            }
        }
    }

    [Fact]
    public void A_constant_becomes_a_term_when_it_meets_one()
    {
        SymbolicWord x = new(_store.Variable("x", 16));
        SymbolicWord shifted = (x + SymbolicWord.Constant(1, 16)) >> 4;
        Assert.Equal((UInt128)0x100, new Evaluator(new Model().Set("x", 0xfff)).Value(shifted.ToTerm(_store)));
    }

    [Fact]
    public void A_table_takes_the_bits_of_its_indices_that_it_needs()
    {
        SymbolicTable table = new(_store.ArrayVariable("t", 10, 16), rowBits: 4);
        SymbolicWord row = new(_store.Variable("r", 32)), column = new(_store.Variable("c", 3));
        Term expected = _store.Concat(_store.Extract(row.ToTerm(_store), 3, 0), _store.ZeroExtend(column.ToTerm(_store), 6));
        Assert.Same(_store.Select(table.Array, expected), table[row, column].ToTerm(_store));
    }

    [Fact]
    public void A_replaced_entry_is_read_back_and_the_others_are_kept()
    {
        SymbolicTable table = new(_store.ArrayVariable("t", 6, 8));
        SymbolicTable next = table.With(SymbolicWord.Constant(3, 6), SymbolicWord.Constant(9, 8));
        Assert.Equal(9ul, next[SymbolicWord.Constant(3, 8)].Known);
        Assert.Same(table[SymbolicWord.Constant(4, 6)].ToTerm(_store), next[SymbolicWord.Constant(4, 6)].ToTerm(_store));
        SymbolicBool p = new(_store.Variable("p", 0));
        SymbolicWord either = SymbolicTable.If(p, next, table)[SymbolicWord.Constant(3, 6)];
        Assert.Equal((UInt128)9, new Evaluator(new Model().Set("p", 1)).Value(either.ToTerm(_store)));
    }

    [Fact]
    public void Misuse_of_widths_and_indices_is_an_error()
    {
        SymbolicTable table = new(_store.ArrayVariable("t", 6, 8), rowBits: 2);
        SymbolicWord word = SymbolicWord.Constant(1, 8);
        Assert.Throws<WidthException>(() => table[word]);
        Assert.Throws<WidthException>(() => word + SymbolicWord.Constant(1, 16));
        Assert.Throws<WidthException>(() => word << 8);
        Assert.Throws<WidthException>(() => SymbolicWord.Constant(1, 65));
    }
}
