using System.Text;

namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class ConsoleRingTests : Trio
{
    private const uint Output = 1024;
    private const uint Consumer = 3080;
    private const uint Producer = 3084;
    private const uint Gfn = 3;

    private readonly byte[] _text = new byte[4096];

    [Fact]
    public void What_a_guest_puts_in_is_taken_once()
    {
        uint frame = Page(Order);
        Put(frame, 0, "hello\n");

        Assert.True(ConsoleRing.IsThere(ref S, Order));
        Assert.Equal(6u, ConsoleRing.Take(ref S, Order, _text));
        Assert.Equal("hello\n", Encoding.ASCII.GetString(_text, 0, 6));
        Assert.Equal(6u, FrameMemory.Read32(ref S, frame, Consumer));
        Assert.Equal(0u, ConsoleRing.Take(ref S, Order, _text));
    }

    [Fact]
    public void The_ring_goes_round_and_its_counters_wrap()
    {
        uint frame = Page(Order);
        FrameMemory.Write32(ref S, frame, Consumer, uint.MaxValue - 2);
        Put(frame, uint.MaxValue - 2, "around");

        Assert.Equal(6u, ConsoleRing.Take(ref S, Order, _text));
        Assert.Equal("around", Encoding.ASCII.GetString(_text, 0, 6));
    }

    [Theory]
    [InlineData(2049u)]
    [InlineData(0x8000_0000u)]
    [InlineData(0xffff_ffffu)]
    public void A_ring_that_says_it_holds_more_than_it_can_is_emptied(uint producer)
    {
        uint frame = Page(Order);
        FrameMemory.Write32(ref S, frame, Producer, producer);

        Assert.Equal(0u, ConsoleRing.Take(ref S, Order, _text));
        Assert.Equal(producer, FrameMemory.Read32(ref S, frame, Consumer));
    }

    [Fact]
    public void A_full_ring_is_taken_whole()
    {
        uint frame = Page(Order);
        Put(frame, 100, new string('x', 2048));
        FrameMemory.Write32(ref S, frame, Consumer, 100);

        Assert.Equal(2048u, ConsoleRing.Take(ref S, Order, _text));
        Assert.All(_text[..2048], b => Assert.Equal((byte)'x', b));
        Assert.Equal(0, _text[2048]);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData((ulong)Limits.GuestFrames)]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)Limits.GuestFrames - 1)]
    public void A_page_that_is_not_the_domains_RAM_holds_nothing(ulong gfn)
    {
        S.Params[(int)Order][(int)ConsoleRing.PageParameter] = gfn;

        Assert.Equal(0u, ConsoleRing.Take(ref S, Order, _text));
    }

    [Fact]
    public void No_other_domain_has_a_console_for_that()
    {
        Put(Page(Order), 0, "hello\n");

        Assert.False(ConsoleRing.IsThere(ref S, Ads));
        Assert.Equal(0u, ConsoleRing.Take(ref S, Ads, _text));
    }

    private uint Page(uint domain)
    {
        Assert.Equal(0, DomainParameters.Set(ref S, Dom0, domain, ConsoleRing.PageParameter, Gfn));
        return Leaf.MachineFrame(S.Leaves[(int)domain][(int)Gfn]);
    }

    private void Put(uint frame, uint at, string text)
    {
        for (uint i = 0; i < text.Length; i++)
            FrameMemory.Write8(ref S, frame, Output + ((at + i) & 2047), (byte)text[(int)i]);
        FrameMemory.Write32(ref S, frame, Producer, at + (uint)text.Length);
    }
}
