using FsCheck.Xunit;

namespace Verified.Tests;

public sealed class ComputingTests
{
    private static Word W(ulong value, int width) => Word.Constant(value, width);

    [Fact]
    public void Words_of_different_widths_do_not_meet()
    {
        Assert.Throws<WidthException>(() => W(1, 8) + W(1, 16));
        Assert.Throws<WidthException>(() => W(1, 8) == W(1, 16));
        Assert.Throws<WidthException>(() => Word.If(Bit.True, W(1, 8), W(1, 16)));
        Assert.Throws<WidthException>(() => Table.Of([1, 2], 8).With(W(0, 1), W(1, 16)));
    }

    [Fact]
    public void A_word_has_1_to_64_bits()
    {
        Assert.Throws<WidthException>(() => W(0, 0));
        Assert.Throws<WidthException>(() => W(0, 65));
        Assert.Throws<WidthException>(() => Word.Extract(W(0, 8), 8, 0));
        Assert.Throws<WidthException>(() => Word.Extend(W(0, 8), 7));
        Assert.Throws<WidthException>(() => W(0, 8) << 8);
    }

    [Property]
    public void Words_compute_modulo_two_to_their_width(ulong a, ulong b, byte size)
    {
        int width = size % 64 + 1;
        ulong mask = ulong.MaxValue >> (64 - width);
        Word x = W(a, width), y = W(b, width);
        Assert.Equal((a + b) & mask, (x + y).Value);
        Assert.Equal((a - b) & mask, (x - y).Value);
        Assert.Equal(a & b & mask, (x & y).Value);
        Assert.Equal((a | b) & mask, (x | y).Value);
        Assert.Equal((a ^ b) & mask, (x ^ y).Value);
        Assert.Equal(~a & mask, (~x).Value);
        Assert.Equal((a & mask) < (b & mask), (x < y).Value);
        Assert.Equal((a & mask) >= (b & mask), (x >= y).Value);
        Assert.Equal((a & mask) == (b & mask), (x == y).Value);
        Assert.Equal(a & mask, Word.Extend(x, 64).Value);
        Assert.Equal((a & mask) >> (width / 2), Word.Extract(x, width - 1, width / 2).Value);
    }

    [Property]
    public void A_shift_by_the_width_or_more_gives_zero(ulong a, byte bits)
    {
        ulong expected = bits < 64 ? a >> bits : 0;
        Assert.Equal(expected, Word.ShiftRight(W(a, 64), W(bits, 64)).Value);
        Assert.Equal(bits < 64 ? a << bits : 0, Word.ShiftLeft(W(a, 64), W(bits, 64)).Value);
    }

    [Fact]
    public void What_is_read_out_of_range_is_unspecified_and_asking_for_it_is_an_error()
    {
        Word read = Table.Of([1, 2, 3], 8)[W(3, 8)];
        Assert.False(read.IsSpecified);
        Assert.Throws<UnspecifiedException>(() => read.Value);
        Assert.Throws<UnspecifiedException>(() => (read == 0UL.AsWord(8)).Value);
    }

    [Fact]
    public void An_unspecified_value_that_nothing_depends_on_does_no_harm()
    {
        Word open = Word.Unspecified(8);
        Assert.False((Bit.False & open == W(0, 8)).Value);
        Assert.True((Bit.True | open == W(0, 8)).Value);
        Assert.Equal(7UL, Word.If(Bit.True, W(7, 8), open).Value);
        Assert.False(Word.If(Bit.Unspecified, W(7, 8), W(8, 8)).IsSpecified);
    }

    [Fact]
    public void A_table_keeps_its_entries_when_another_version_changes()
    {
        Table before = Table.Of([1, 2, 3, 4], 2, 2, 8);
        Table after = before.With(W(1, 1), W(0, 1), W(9, 8));
        Assert.Equal(3UL, before[W(1, 1), W(0, 1)].Value);
        Assert.Equal(9UL, after[W(1, 1), W(0, 1)].Value);
        Assert.Equal(4UL, after[W(1, 1), W(1, 1)].Value);
    }

    [Fact]
    public void A_table_written_out_of_range_is_unspecified_until_it_is_dropped()
    {
        Table before = Table.Of([1, 2], 8);
        Table open = before.With(W(5, 8), W(9, 8));
        Assert.False(open[W(0, 8)].IsSpecified);
        Assert.Equal(1UL, Table.If(Bit.False, open, before)[W(0, 8)].Value);
    }
}

internal static class WordExtensions
{
    public static Word AsWord(this ulong value, int width) => Word.Constant(value, width);
}
