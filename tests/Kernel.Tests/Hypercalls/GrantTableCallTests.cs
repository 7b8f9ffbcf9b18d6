namespace Verified.Kernel.Tests.Hypercalls;

/// <summary>grant_table_op with the structures of public/grant_table.h, across the end of a page.</summary>
public sealed class GrantTableCallTests
{
    private const uint Dom0 = 0;
    private const uint Order = 1;
    private const uint Ads = 2;
    private const uint CopyCommand = 5;

    /// <summary>The last bytes of page 4, then page 5.</summary>
    private const ulong Argument = 0x5000 - 10;

    private readonly Machine _machine =
        Machine.WithDomains([SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Advertising], ram: 8);

    [Fact]
    public void A_copy_has_both_sides_of_16_bytes_then_length_flags_and_status()
    {
        _machine.Grant(Dom0, 3, Order, 6);
        _machine.Guest(Dom0, 6)[32..40].Fill(7);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(CopyCommand, [
            3, 0xffff_ffff, Dom0 | (32 << 16), 0xffff_ffff,
            7, 0, DomainIds.Self | (64 << 16), 0xffff_ffff,
            8 | (CopyFlags.SourceReference << 16), 0xffff]));
        Assert.Equal(0u, order.Word(9) & 0xffff);
        Assert.Equal(0x0707_0707_0707_0707UL, BitConverter.ToUInt64(_machine.Guest(Order, 7)[64..72]));
        Assert.Equal(0, _machine.Guest(Order, 7)[72]);
    }

    [Fact]
    public void A_denied_copy_says_permission_denied_in_its_element()
    {
        _machine.Grant(Order, 3, Ads, 6);
        Testing.Hypercalls ads = Caller(Ads);
        Assert.Equal(0, ads.GrantTableOp(CopyCommand, [
            3, 0, Order, 0, 7, 0, DomainIds.Self, 0, 8 | (CopyFlags.SourceReference << 16), 0]));
        Assert.Equal(0xfff8u, ads.Word(9) & 0xffff);
    }

    [Fact]
    public void A_frame_number_has_64_bits_and_a_reference_32()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(CopyCommand, [
            6, 1, DomainIds.Self, 0, 7, 0, DomainIds.Self, 0, 8, 0]));
        Assert.Equal(0xfff7u, order.Word(9) & 0xffff);
    }

    [Fact]
    public void A_32_bit_caller_copies_with_its_own_shorter_structure()
    {
        _machine.Grant(Dom0, 3, Order, 6);
        _machine.Guest(Dom0, 6)[..8].Fill(9);
        Testing.Hypercalls order = Caller(Order);
        order.Mode = new() { Cr0 = 1 };
        Assert.Equal(0, order.GrantTableOp(CopyCommand, [
            3, Dom0, 7, DomainIds.Self, 8 | (CopyFlags.SourceReference << 16), 0xffff]));
        Assert.Equal(0u, order.Word(5) & 0xffff);
        Assert.Equal(0x0909_0909_0909_0909UL, BitConverter.ToUInt64(_machine.Guest(Order, 7)));
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(6u)]
    [InlineData(8u)]
    [InlineData(10u)]
    [InlineData(11u)]
    [InlineData(12u)]
    public void A_32_bit_caller_is_not_offered_the_other_operations(uint command)
    {
        Testing.Hypercalls order = Caller(Order);
        order.Mode = new() { Cr0 = 1 };
        Assert.Equal(Errno.NoSuchCall, order.GrantTableOp(command, 1, 1, 1, 1, 1, 1));
    }

    [Fact]
    public void A_transfer_moves_the_frame_and_says_so()
    {
        _machine.Grant(Dom0, 3, Order, 11, GrantEntry.AcceptTransfer);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(4, 7, 0, Dom0, 3, 0xffff, 0));
        Assert.Equal(0u, order.Word(4) & 0xffff);
        Assert.Equal(LeafKind.Ram, Leaf.Kind(_machine.State.Leaves[(int)Dom0][11]));
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(5u)]
    public void A_frame_that_holds_the_argument_itself_is_not_transferred(uint gfn)
    {
        _machine.Grant(Dom0, 3, Order, 11, GrantEntry.AcceptTransfer);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(4, gfn, 0, Dom0, 3, 0xffff, 0));
        Assert.Equal(0xfff7u, order.Word(4) & 0xffff);
        Assert.Equal(0UL, _machine.State.Leaves[(int)Dom0][11]);
    }

    [Fact]
    public void The_size_is_one_frame_and_two_are_promised()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(6, DomainIds.Self, 77, 88, 0xffff));
        Assert.Equal([1u, 2u, 0u], new[] { order.Word(1), order.Word(2), order.Word(3) & 0xffff });
        Assert.Equal(0, order.GrantTableOp(6, Dom0, 77, 88, 0));
        Assert.Equal([77u, 88u, 0xfff8u], new[] { order.Word(1), order.Word(2), order.Word(3) & 0xffff });
        Assert.Equal(Errno.Invalid, order.Raw(HypercallNumber.GrantTableOp, 6, Argument, 2));
    }

    [Fact]
    public void A_version_that_is_refused_is_answered_with_the_one_in_force()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(Errno.NoSuchCall, order.GrantTableOp(8, 2));
        Assert.Equal(1u, order.Word(0));
        Assert.Equal(0, order.GrantTableOp(10, DomainIds.Self, 77));
        Assert.Equal(1u, order.Word(1));
    }

    [Fact]
    public void Swapped_references_show_in_the_table()
    {
        _machine.Grant(Order, 1, Dom0, 5);
        ulong entry = _machine.GrantWord(Order, 1);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(11, 1, 2, 0xffff));
        Assert.Equal(0u, order.Word(2) & 0xffff);
        Assert.Equal((0UL, entry), (_machine.GrantWord(Order, 1), _machine.GrantWord(Order, 2)));
    }

    [Theory]
    [InlineData(3u, Errno.NoSuchCall)]
    [InlineData(7u, Errno.NoSuchCall)]
    [InlineData(9u, Errno.NoSuchCall)]
    [InlineData(12u, Errno.NotSupported)]
    [InlineData(13u, Errno.NoSuchCall)]
    public void What_is_not_offered_is_refused_whatever_its_argument(uint command, long error) =>
        Assert.Equal(error, Caller(Order).Raw(HypercallNumber.GrantTableOp, command, 0xdead_0000, 1));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(4u)]
    [InlineData(5u)]
    [InlineData(6u)]
    [InlineData(8u)]
    [InlineData(10u)]
    [InlineData(11u)]
    public void An_argument_that_cannot_be_reached_is_EFAULT_and_nothing_changes(uint command)
    {
        Testing.Hypercalls order = Caller(Order);
        Machine before = _machine.Clone();
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.GrantTableOp, command, 0x1f_f000, 1));
        Assert.Null(_machine.DifferenceFrom(before));
    }

    private Testing.Hypercalls Caller(uint domain) =>
        new(_machine, domain, GuestPages.Build(_machine, domain), Argument);
}
