namespace Verified.Kernel.Tests.Hypercalls;

public sealed class HypercallEntryTests
{
    private const uint Dom0 = 0;
    private const uint Order = 1;
    private const uint Ads = 2;

    /// <summary>Ten bytes before the end of a page: every structure here crosses into the next one.</summary>
    private const ulong Argument = 0x5000 - 10;
    private const uint Spare = 3;

    private readonly Machine _machine =
        Machine.WithDomains([SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Advertising]);

    [Fact]
    public void User_mode_is_refused_before_anything_else()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Mode = order.Mode with { PrivilegeLevel = 3 };
        Assert.Equal(Errno.NotPermitted, order.Raw(HypercallNumber.XenVersion));
        Assert.Equal(Errno.NotPermitted, order.Raw(999));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(14u)]
    [InlineData(37u)]
    [InlineData(999u)]
    public void Unknown_numbers_are_refused_with_ENOSYS(uint number) =>
        Assert.Equal(Errno.NoSuchCall, Caller(Order).Raw(number));

    [Fact]
    public void The_number_is_compared_in_full() =>
        Assert.Equal(Errno.NoSuchCall, Raw64(Order, 0x1_0000_0000 + HypercallNumber.XenVersion));

    [Fact]
    public void The_version_is_that_of_the_interface() =>
        Assert.Equal(0x4_0011, Caller(Order).Raw(HypercallNumber.XenVersion, 0));

    [Fact]
    public void Alloc_unbound_writes_the_port_across_a_page_boundary()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.EventChannelOp(6, DomainIds.Self | (Dom0 << 16), 0xffff_ffff));
        Assert.Equal(1u, order.Word(1));
        Assert.Equal(PortState.Unbound, _machine.State.Ports[(int)Order][1].State);
    }

    [Fact]
    public void Alloc_unbound_toward_a_domain_that_shares_no_type_is_denied_and_writes_nothing()
    {
        Testing.Hypercalls ads = Caller(Ads);
        Assert.Equal(Errno.Denied, ads.EventChannelOp(6, DomainIds.Self | (Order << 16), 0xffff_ffff));
        Assert.Equal(0xffff_ffff, ads.Word(1));
    }

    [Fact]
    public void Bind_send_and_status_work_on_the_structures_of_the_public_header()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, dom0.EventChannelOp(6, DomainIds.Self | (Order << 16), 0));
        Assert.Equal(0, order.EventChannelOp(0, Dom0, dom0.Word(1), 0));
        Assert.Equal(1u, order.Word(2));
        Assert.Equal(0, order.EventChannelOp(4, 1));
        Assert.Equal(2UL, _machine.SharedWord(Dom0, SharedInfo.Pending));

        Assert.Equal(0, order.EventChannelOp(5, DomainIds.Self, 1, 9, 9, 9, 9));
        Assert.Equal([2u, 0u, Dom0, 1u], new[] { order.Word(2), order.Word(3), order.Word(4), order.Word(5) });
        Assert.Equal(0, order.EventChannelOp(9, 1));
        Assert.Equal(0, order.EventChannelOp(3, 1));
        Assert.Equal(PortState.Free, _machine.State.Ports[(int)Order][1].State);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(5u)]
    [InlineData(6u)]
    [InlineData(9u)]
    public void An_argument_out_of_reach_is_refused_with_EFAULT_and_changes_nothing(uint command)
    {
        Testing.Hypercalls order = Caller(Order);
        Machine before = _machine.Clone();
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.EventChannelOp, command, 0x1e000));
        Assert.Null(_machine.DifferenceFrom(before));
    }

    [Fact]
    public void A_result_that_cannot_be_written_is_found_before_the_handler_runs()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(DomainIds.Self | (Dom0 << 16), 0);
        GuestPages.Map(_machine, Order, 4, 4, GuestPages.ReadOnly);
        Machine before = _machine.Clone();
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.EventChannelOp, 6, Argument));
        Assert.Null(_machine.DifferenceFrom(before));
    }

    [Fact]
    public void A_grant_is_mapped_and_unmapped_with_the_structures_of_the_public_header()
    {
        _machine.Grant(Dom0, 3, Order, 5);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(0, 0x8000, 0, MapFlags.HostMap, 3, Dom0, 77, 0xffff, 0xffff));
        Assert.Equal([Dom0, 0u, 0u, 0u], new[] { order.Word(4), order.Word(5), order.Word(6), order.Word(7) });
        Assert.Equal(LeafKind.Mapping, Leaf.Kind(_machine.State.Leaves[(int)Order][8]));

        Assert.Equal(0, order.GrantTableOp(1, 0x8000, 0, 0, 0, 0, 0xffff));
        Assert.Equal(0u, order.Word(5) & 0xffff);
        Assert.Equal(0UL, _machine.State.Leaves[(int)Order][8]);
    }

    [Fact]
    public void A_denied_map_succeeds_as_a_call_and_says_permission_denied_in_its_element()
    {
        _machine.Grant(Order, 0, Ads, 5);
        Testing.Hypercalls ads = Caller(Ads);
        Assert.Equal(0, ads.GrantTableOp(0, 0x8000, 0, MapFlags.HostMap, 0, Order, 77, 88, 99));
        Assert.Equal(0xfff8u, ads.Word(4) >> 16);
        Assert.Equal([77u, 88u], new[] { ads.Word(5), ads.Word(6) });
    }

    [Fact]
    public void An_unmap_whose_status_would_go_to_a_mapped_page_is_refused_with_EFAULT()
    {
        _machine.Grant(Dom0, 0, Order, 5);
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(0, 0x8000, 0, MapFlags.HostMap, 0, Dom0, 0, 0, 0));
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.GrantTableOp, 1, 0x8000, 1));
        Assert.NotEqual(0UL, _machine.State.Leaves[(int)Order][8]);
    }

    [Fact]
    public void A_long_array_is_continued_where_the_step_ended()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.Raw(HypercallNumber.GrantTableOp, 0, 0x4000, 40));
        Assert.Equal(EffectKind.Continue, order.Effect.Kind);
        Assert.Equal(0x4000UL + 32 * GrantTableCall.ElementsAStep, order.Request.Argument2);
        Assert.Equal(8UL, order.Request.Argument3);
        Assert.Equal(0, order.Raw(HypercallNumber.GrantTableOp, 0, order.Request.Argument2, order.Request.Argument3));
        Assert.Equal(EffectKind.None, order.Effect.Kind);
    }

    [Fact]
    public void Setup_table_tells_where_the_grant_table_is_seen()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.GrantTableOp(2, DomainIds.Self, 1, 0xffff, 0, 0x4000, 0));
        Assert.Equal(GrantTable.NotMapped, BitConverter.ToUInt64(_machine.Guest(Order, 4)));

        order.Put(DomainIds.Self, 1, 0, 0, 9, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.MemoryOp, 7, Argument));
        Assert.Equal(0, order.GrantTableOp(2, DomainIds.Self, 1, 0xffff, 0, 0x4000, 0));
        Assert.Equal(9UL, BitConverter.ToUInt64(_machine.Guest(Order, 4)));
        Assert.Equal(0u, order.Word(2) & 0xffff);
    }

    [Theory]
    [InlineData(0u, LeafKind.SharedInfo)]
    [InlineData(1u, LeafKind.GrantTable)]
    public void RAM_where_shared_info_or_the_grant_table_is_to_be_seen_is_given_back(uint space, uint kind)
    {
        Testing.Hypercalls order = Caller(Order);
        uint owned = _machine.State.Domains[(int)Order].OwnedFrames;
        uint frame = Leaf.MachineFrame(_machine.State.Leaves[(int)Order][(int)Spare]);

        order.Put(DomainIds.Self, space, 0, 0, Spare, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.MemoryOp, 7, Argument));

        Assert.Equal(kind, Leaf.Kind(_machine.State.Leaves[(int)Order][(int)Spare]));
        Assert.Equal(owned - 1, _machine.State.Domains[(int)Order].OwnedFrames);
        Assert.Equal(FrameState.Free, _machine.State.Frames[(int)frame].State);
    }

    [Theory]
    [InlineData(0u, 1u)]
    [InlineData(2u, 31u)]
    [InlineData(3u, 0u)]
    public void A_refused_add_to_physmap_gives_no_RAM_back(uint space, uint index)
    {
        Testing.Hypercalls order = Caller(Order);
        ulong leaf = _machine.State.Leaves[(int)Order][(int)Spare];

        order.Put(DomainIds.Self, space, index, 0, Spare, 0);
        Assert.True(order.Raw(HypercallNumber.MemoryOp, 7, Argument) < 0);

        Assert.Equal(leaf, _machine.State.Leaves[(int)Order][(int)Spare]);
    }

    [Fact]
    public void Setup_table_of_more_than_one_frame_is_invalid() =>
        Assert.Equal(Errno.Invalid, Caller(Order).GrantTableOp(2, DomainIds.Self, 2, 0, 0, 0x4000, 0));

    [Fact]
    public void A_console_write_hands_the_bytes_to_the_machine()
    {
        "hello"u8.CopyTo(_machine.Guest(Order, 5));
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.Raw(HypercallNumber.ConsoleIo, 0, 5, 0x5000));
        Assert.Equal((EffectKind.Console, 5u), (order.Effect.Kind, order.Effect.Length));
        Assert.Equal((byte)'e', order.Effect.Buffer.Read8(ref _machine.State, 1));
        Assert.Equal(Errno.TooBig, order.Raw(HypercallNumber.ConsoleIo, 0, 4097, 0x4000));
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.ConsoleIo, 0, 5, 0x1e000));
        Assert.Equal(EffectKind.None, order.Effect.Kind);
    }

    [Fact]
    public void Reading_the_console_takes_privilege()
    {
        Assert.Equal(Errno.NotPermitted, Caller(Order).Raw(HypercallNumber.ConsoleIo, 1, 5, 0x5000));
        Assert.Equal(0, Caller(Dom0).Raw(HypercallNumber.ConsoleIo, 1, 5, 0x5000));
    }

    [Fact]
    public void A_console_read_hands_the_machine_a_place_of_at_most_a_page()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);

        Assert.Equal(0, dom0.Raw(HypercallNumber.ConsoleIo, 1, 5, 0x5000));
        Assert.Equal((EffectKind.ConsoleInput, 5u), (dom0.Effect.Kind, dom0.Effect.Length));
        Assert.Equal(0, dom0.Raw(HypercallNumber.ConsoleIo, 1, 5000, 0x5000));
        Assert.Equal((EffectKind.ConsoleInput, 4096u), (dom0.Effect.Kind, dom0.Effect.Length));
        Assert.Equal(0, dom0.Raw(HypercallNumber.ConsoleIo, 1, 0, 0x5000));
        Assert.Equal(EffectKind.None, dom0.Effect.Kind);
        Assert.Equal(Errno.BadAddress, dom0.Raw(HypercallNumber.ConsoleIo, 1, 5, 0x1e000));
        Assert.Equal(EffectKind.None, dom0.Effect.Kind);
    }

    [Fact]
    public void Yield_block_poll_and_shutdown_ask_for_another_vcpu()
    {
        Testing.Hypercalls order = Caller(Order);
        foreach (uint command in new uint[] { 0, 1 })
        {
            Assert.Equal(0, order.Raw(HypercallNumber.SchedOp, command));
            Assert.Equal(EffectKind.Reschedule, order.Effect.Kind);
        }

        order.Put((uint)Argument + 24, 0, 1, 0, 500, 0, 3);
        Assert.Equal(0, order.Raw(HypercallNumber.SchedOp, 3, Argument));
        ref Vcpu vcpu = ref _machine.State.Vcpus[(int)Order];
        Assert.Equal((VcpuRun.Polling, 3u, 500UL), (vcpu.Run, vcpu.PollPort, vcpu.Deadline));

        order.Put(3);
        Assert.Equal(0, order.Raw(HypercallNumber.SchedOp, 2, Argument));
        Assert.Equal((VcpuRun.Stopped, (byte)3), (vcpu.Run, vcpu.ShutdownReason));
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.SchedOp, 5));
    }

    [Fact]
    public void A_poll_ends_at_once_when_one_of_its_ports_is_pending()
    {
        _machine.SharedWord(Order, SharedInfo.Pending) = 1 << 3;
        Testing.Hypercalls order = Caller(Order);
        order.Put((uint)Argument + 24, 0, 2, 0, 0, 0, 2, 3);
        Assert.Equal(0, order.Raw(HypercallNumber.SchedOp, 3, Argument));
        Assert.Equal(VcpuRun.Runnable, _machine.State.Vcpus[(int)Order].Run);
        order.Put((uint)Argument + 24, 0, 2, 0, 0, 0, 2, 8);
        Assert.Equal(Errno.Invalid, order.Raw(HypercallNumber.SchedOp, 3, Argument));
        order.Put((uint)Argument + 24, 0, 129, 0, 0, 0);
        Assert.Equal(Errno.Invalid, order.Raw(HypercallNumber.SchedOp, 3, Argument));
    }

    [Fact]
    public void The_upcall_vector_is_set_for_the_only_vcpu()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(0, 0xf3);
        Assert.Equal(0, order.Raw(HypercallNumber.HvmOp, 23, Argument));
        Assert.Equal(0xf3, _machine.State.Vcpus[(int)Order].UpcallVector);
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.HvmOp, 2, Argument));
    }

    [Fact]
    public void A_decision_is_written_into_the_structure()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(5, 0xaaaa_000a, 2, 1, Order, SamplePolicy.OrderDisk * 0x1_0001, 2, 7);
        Assert.Equal(0, order.Raw(HypercallNumber.AcmOp, Argument));
        Assert.Equal(Decision.Permitted, order.Word(7));
        order.Put(5, 0xaaaa_000a, 2, 1, Order, SamplePolicy.AdvertisingDisk * 0x1_0001, 2, 7);
        Assert.Equal(0, order.Raw(HypercallNumber.AcmOp, Argument));
        Assert.Equal(unchecked((uint)-111), order.Word(7));
        order.Put(5, 0xaaaa_0009);
        Assert.Equal(Errno.Denied, order.Raw(HypercallNumber.AcmOp, Argument));
        order.Put(1, 0xaaaa_000a);
        Assert.Equal(Errno.NotPermitted, order.Raw(HypercallNumber.AcmOp, Argument));
    }

    [Fact]
    public void A_32_bit_caller_reaches_the_calls_whose_structures_are_the_same()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Mode = new() { Cr0 = 1 };
        order.Put(DomainIds.Self | (Dom0 << 16), 0);
        Assert.Equal(0, Raw64(Order, 0x5_0000_0000 + HypercallNumber.EventChannelOp, order.Mode, 6, Argument));
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.MemoryOp, 7, Argument));
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.AcmOp, Argument));
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.GrantTableOp, 2, Argument, 1));
    }

    private Testing.Hypercalls Caller(uint domain) =>
        new(_machine, domain, GuestPages.Build(_machine, domain), Argument);

    private long Raw64(uint domain, ulong number) => Raw64(domain, number, GuestPages.Build(_machine, domain), 0, 0);

    private long Raw64(uint domain, ulong number, CallerMode mode, ulong first, ulong second)
    {
        HypercallRequest request = new() { Mode = mode, Number = number, Argument1 = first, Argument2 = second };
        CallEffect effect = default;
        return HypercallEntry.Call(ref _machine.State, domain, ref request, ref effect);
    }
}
