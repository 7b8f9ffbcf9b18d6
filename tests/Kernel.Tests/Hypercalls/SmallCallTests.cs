using System.Text;

namespace Verified.Kernel.Tests.Hypercalls;

/// <summary>vcpu_op, set_timer_op, multicall, xen_version and the rest, with the structures of the public headers.</summary>
public sealed class SmallCallTests
{
    private const uint Dom0 = 0;
    private const uint Order = 1;
    private const ulong Argument = 0x5000 - 10;

    private readonly Machine _machine = Machine.WithDomains([SamplePolicy.Management, SamplePolicy.Order], ram: 9);

    [Fact]
    public void Own_ports_are_bound_reset_and_refused_through_their_structures()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(0, order.EventChannelOp(1, VirtualInterrupt.Timer, 0, 0xffff_ffff));
        Assert.Equal(1u, order.Word(2));
        Assert.Equal(0, order.EventChannelOp(7, 0, 0xffff_ffff));
        Assert.Equal(2u, order.Word(1));
        Assert.Equal(Errno.Invalid, order.EventChannelOp(8, 2, 0));
        Assert.Equal(Errno.NoSuchCall, order.EventChannelOp(11, 4, 0, 0, 0, 0, 0));
        Assert.Equal(0, order.EventChannelOp(10, DomainIds.Self));
        Assert.Equal(EffectKind.None, order.Effect.Kind);
        Assert.Equal((1UL << Limits.Ports) - 2, _machine.State.FreePorts[(int)Order][0]);
    }

    [Fact]
    public void The_places_of_a_vCPU_are_registered_through_their_structures()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(6, 0, 64, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 10, 0, Argument));
        ref Vcpu vcpu = ref _machine.State.Vcpus[(int)Order];
        Assert.Equal((Leaf.MachineFrame(_machine.State.Leaves[(int)Order][6]), 64u), (vcpu.InfoFrame, vcpu.InfoOffset));

        order.Put(0x7000 - 16, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 5, 0, Argument));
        Assert.Equal((1, (ushort)4080), (vcpu.RunstateUsed, vcpu.RunstateOffset));
        Assert.Equal(Leaf.MachineFrame(_machine.State.Leaves[(int)Order][7]), vcpu.RunstateNext);
        order.Put(0, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 5, 0, Argument));
        Assert.Equal(0, vcpu.RunstateUsed);
        order.Put(0x1e000, 0);
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.VcpuOp, 5, 0, Argument));
    }

    [Fact]
    public void The_runstate_counts_the_time_that_runs_now()
    {
        Testing.Hypercalls order = Caller(Order);
        VirtualCpu.ChangeRunstate(ref _machine.State, Order, RunstateKind.Running, 400);
        order.Now = 1000;
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 4, 0, Argument));
        Assert.Equal([0u, 400u, 600u, 0u], new[] { order.Word(0), order.Word(2), order.Word(4), order.Word(6) });
    }

    [Fact]
    public void Timers_know_the_time_of_the_machine()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Now = 1000;
        order.Put(999, 0, 1, 0);
        Assert.Equal(Errno.TimePassed, order.Raw(HypercallNumber.VcpuOp, 8, 0, Argument));
        order.Put(1001, 0, 1, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 8, 0, Argument));
        Assert.Equal(1001UL, _machine.State.Vcpus[(int)Order].Timer);
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 9));
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 7));
        Assert.Equal(0UL, _machine.State.Vcpus[(int)Order].Timer);
        Assert.Equal(0, order.Raw(HypercallNumber.SetTimerOp, 1UL << 62));
        Assert.Equal(100_001_000UL, _machine.State.Vcpus[(int)Order].Timer);
        order.Put(0, 3);
        Assert.Equal(1, order.Raw(HypercallNumber.SchedOp, 6, Argument));
        Assert.Equal(3_000_001_001UL, _machine.State.Vcpus[(int)Order].Watchdog1);
    }

    [Fact]
    public void A_vCPU_is_asked_for_by_number_and_operation()
    {
        Testing.Hypercalls order = Caller(Order);
        Assert.Equal(Errno.NoEntry, order.Raw(HypercallNumber.VcpuOp, 3, 1));
        Assert.Equal(1, order.Raw(HypercallNumber.VcpuOp, 3));
        Assert.Equal(Errno.AlreadyExists, order.Raw(HypercallNumber.VcpuOp, 0, 0, Argument));
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.VcpuOp, 0, 0, 0x1e000));
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 1));
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.VcpuOp, 6, 0, Argument));
        Assert.Equal(0, order.Raw(HypercallNumber.VcpuOp, 2));
        Assert.Equal(EffectKind.Reschedule, order.Effect.Kind);
    }

    [Fact]
    public void Another_domain_is_shut_down_through_its_structure()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);
        dom0.Put(Order, 2);
        Assert.Equal(0, dom0.Raw(HypercallNumber.SchedOp, 4, Argument));
        Assert.Equal((byte)2, _machine.State.Vcpus[(int)Order].ShutdownReason);
        Assert.Equal(EffectKind.None, dom0.Effect.Kind);
    }

    [Fact]
    public void Parameters_go_through_their_structure()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(DomainIds.Self, 2, 77, 1);
        Assert.Equal(0, order.Raw(HypercallNumber.HvmOp, 0, Argument));
        order.Put(DomainIds.Self, 2, 0, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.HvmOp, 1, Argument));
        Assert.Equal((77u, 1u), (order.Word(2), order.Word(3)));
        Assert.Equal(Errno.Invalid, order.Raw(HypercallNumber.HvmOp, 9, Argument));
        Assert.Equal(0, order.Raw(HypercallNumber.VmAssist, 0, 5));
    }

    [Theory]
    [InlineData(1u, ".0-verified")]
    [InlineData(2u, ".NET 10")]
    [InlineData(3u, "hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64")]
    [InlineData(4u, "unavailable")]
    [InlineData(8u, "")]
    [InlineData(9u, "<denied>")]
    public void Texts_are_told_with_zeros_behind(uint command, string text)
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
        Assert.Equal(0, order.Raw(HypercallNumber.XenVersion, command, Argument));
        byte[] told = [.. Enumerable.Range(0, 4).SelectMany(i => BitConverter.GetBytes(order.Word((uint)i)))];
        byte[] expected = [.. Encoding.ASCII.GetBytes(text), .. new byte[16]];
        Assert.Equal(expected[..16], told);
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.XenVersion, command, 0x1e000));
    }

    [Fact]
    public void Features_and_page_size_are_Xens_for_such_a_guest()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Put(0, 0);
        Assert.Equal(0, order.Raw(HypercallNumber.XenVersion, 6, Argument));
        Assert.Equal(0x10305u, order.Word(1));
        order.Put(1, 0);
        Assert.Equal(Errno.Invalid, order.Raw(HypercallNumber.XenVersion, 6, Argument));
        Testing.Hypercalls dom0 = Caller(Dom0);
        dom0.Put(0, 0);
        Assert.Equal(0, dom0.Raw(HypercallNumber.XenVersion, 6, Argument));
        Assert.Equal(0x10b05u, dom0.Word(1));
        Assert.Equal(4096, order.Raw(HypercallNumber.XenVersion, 7));
        Assert.Equal(Errno.Invalid, order.Raw(HypercallNumber.XenVersion, 7, Argument));
        Assert.Equal(0, order.Raw(HypercallNumber.XenVersion, 5, Argument));
        Assert.Equal(0xffff_8000u, order.Word(1));
        Assert.Equal(Errno.NoSuchCall, order.Raw(HypercallNumber.XenVersion, 11, Argument));
    }

    [Fact]
    public void Each_call_of_a_multicall_has_its_own_result_and_a_nested_one_is_refused()
    {
        Testing.Hypercalls order = Caller(Order);
        Put(order, (HypercallNumber.XenVersion, 0), (999, 0), (HypercallNumber.Multicall, 0), (HypercallNumber.VmAssist, 0));
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 4));
        Assert.Equal(
            [0x4_0011, (int)Errno.NoSuchCall, (int)Errno.Invalid, (int)Errno.Invalid],
            Enumerable.Range(0, 4).Select(i => (int)order.Word((uint)(16 * i) + 2)));
        Assert.Equal(EffectKind.None, order.Effect.Kind);
    }

    [Fact]
    public void The_console_is_not_read_in_a_multicall()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);
        Put(dom0, (HypercallNumber.ConsoleIo, 1), (HypercallNumber.XenVersion, 0));
        Assert.Equal(0, dom0.Raw(HypercallNumber.Multicall, Argument, 2));
        Assert.Equal(((int)Errno.Invalid, 0x4_0011), ((int)dom0.Word(2), (int)dom0.Word(18)));
        Assert.Equal(EffectKind.None, dom0.Effect.Kind);
    }

    [Fact]
    public void A_long_multicall_goes_on_where_its_step_ended()
    {
        Testing.Hypercalls order = Caller(Order);
        Put(order, [.. Enumerable.Repeat((HypercallNumber.XenVersion, 0UL), 10)]);
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 10));
        Assert.Equal(EffectKind.Continue, order.Effect.Kind);
        Assert.Equal((Argument + 64 * MulticallCall.ElementsAStep, 2UL), (order.Request.Argument1, order.Request.Argument2));
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, order.Request.Argument1, order.Request.Argument2));
        Assert.Equal((EffectKind.None, 0x4_0011u), (order.Effect.Kind, order.Word(16 * 9 + 2)));
    }

    [Fact]
    public void A_multicall_out_of_reach_stops_there_and_what_came_before_is_done()
    {
        Testing.Hypercalls order = Caller(Order);
        GuestPages.Map(_machine, Order, 5, 5, 0);
        byte[] call = new byte[64];
        call[0] = (byte)HypercallNumber.XenVersion;
        call.CopyTo(_machine.Guest(Order, 4)[(4096 - 64)..]);
        Assert.Equal(Errno.BadAddress, order.Raw(HypercallNumber.Multicall, 0x5000 - 64, 2));
        Assert.Equal(0x4_0011, BitConverter.ToInt32(_machine.Guest(Order, 4)[(4096 - 56)..]));
    }

    [Fact]
    public void A_call_that_waits_in_a_multicall_lets_the_rest_go_on_afterwards()
    {
        Testing.Hypercalls order = Caller(Order);
        Put(order, (HypercallNumber.SchedOp, 1), (HypercallNumber.XenVersion, 0));
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 2));
        Assert.Equal(
            (EffectKind.Reschedule | EffectKind.ThenContinue, VcpuRun.Blocked),
            (order.Effect.Kind, _machine.State.Vcpus[(int)Order].Run));
        Assert.Equal((Argument + 64, 1UL), (order.Request.Argument1, order.Request.Argument2));
    }

    [Fact]
    public void A_yield_in_a_multicall_gives_up_the_slice_and_the_rest_follows()
    {
        Testing.Hypercalls order = Caller(Order);
        Put(order, (HypercallNumber.SchedOp, 0), (HypercallNumber.XenVersion, 0));
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 2));
        Assert.Equal((EffectKind.Reschedule | EffectKind.ThenContinue, 1UL), (order.Effect.Kind, order.Request.Argument2));
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, order.Request.Argument1, order.Request.Argument2));
        Assert.Equal((EffectKind.None, 0x4_0011u), (order.Effect.Kind, order.Word(18)));
    }

    [Fact]
    public void Domctl_stands_in_a_multicall_and_what_it_asks_of_the_machine_comes_before_the_rest()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);
        uint[] words = new uint[16 * 2 + 36];
        (words[0], words[4]) = (HypercallNumber.Domctl, (uint)Argument + 128);
        words[16] = HypercallNumber.XenVersion;
        (words[32], words[33], words[34]) = (1, 0x15, 0xffff);
        (words[36], words[41], words[43]) = (SamplePolicy.Broker * 0x1_0001, 3, 1);
        dom0.Put(words);
        Assert.Equal(0, dom0.Raw(HypercallNumber.Multicall, Argument, 2));
        Assert.Equal((EffectKind.NewVcpu | EffectKind.ThenContinue, 1UL), (dom0.Effect.Kind, dom0.Request.Argument2));
        Assert.Equal((0u, 2u), (dom0.Word(2), dom0.Effect.Length));
        Assert.Equal(DomainStatus.Alive, _machine.State.Domains[2].Status);
        Assert.Equal(0, dom0.Raw(HypercallNumber.Multicall, dom0.Request.Argument1, dom0.Request.Argument2));
        Assert.Equal(0x4_0011u, dom0.Word(18));

        Testing.Hypercalls order = Caller(Order);
        order.Put(words);
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 1));
        Assert.Equal((int)Errno.NotPermitted, (int)order.Word(2));
    }

    [Fact]
    public void A_multicall_gets_the_time_and_its_text_is_printed_before_it_goes_on()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Now = 5;
        Put(order, (HypercallNumber.SetTimerOp, 9), (HypercallNumber.XenVersion, 0));
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 2));
        Assert.Equal((9UL, 0x4_0011u), (_machine.State.Vcpus[(int)Order].Timer, order.Word(18)));

        uint[] words = new uint[32];
        (words[0], words[4], words[6], words[8]) = (HypercallNumber.ConsoleIo, 0, 3, 0x6000);
        words[16] = HypercallNumber.XenVersion;
        order.Put(words);
        Assert.Equal(0, order.Raw(HypercallNumber.Multicall, Argument, 2));
        Assert.Equal((EffectKind.Console | EffectKind.ThenContinue, 3u), (order.Effect.Kind, order.Effect.Length));
        Assert.Equal(1UL, order.Request.Argument2);
    }

    [Fact]
    public void Getdomaininfo_tells_ports_and_handles_in_use_behind_Xens_structure()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);
        Assert.Equal((0u, 0u), Usage(dom0, Order));
        Assert.Equal(1, EventChannel.AllocUnbound(ref _machine.State, Order, DomainIds.Self, Dom0));
        Assert.Equal(2, EventChannel.AllocUnbound(ref _machine.State, Order, DomainIds.Self, Dom0));
        _machine.Grant(Dom0, 0, Order, 2);
        Assert.Equal(0, GrantTable.MapGrantRef(ref _machine.State, Order, 11 << 12, MapFlags.HostMap, 0, Dom0));
        Assert.Equal((2u, 1u), Usage(dom0, Order));
    }

    [Fact]
    public void The_last_denials_can_be_read_and_older_ones_not()
    {
        Testing.Hypercalls dom0 = Caller(Dom0);
        PutDomctl(dom0, 0x8004, 0, 0);
        Assert.Equal(Errno.NoEntry, dom0.Raw(HypercallNumber.Domctl, Argument));
        for (uint i = 0; i < Limits.DenialLog + 3; i++)
        {
            Audit.LabelDenied(ref _machine.State, Order, SamplePolicy.Order, i, Hook.CreateDomain);
            Audit.TryTake(ref _machine.State, out _);
        }

        const uint All = Limits.DenialLog + 3;
        PutDomctl(dom0, 0x8004, 0, 3);
        Assert.Equal(0, dom0.Raw(HypercallNumber.Domctl, Argument));
        Assert.Equal(All, dom0.Word(5));
        Assert.Equal((Order | 0xffff_0000u, SamplePolicy.Order | (3u << 16), Hook.CreateDomain), (dom0.Word(6), dom0.Word(7), dom0.Word(8)));
        foreach (uint index in (uint[])[2, All, uint.MaxValue])
        {
            PutDomctl(dom0, 0x8004, 0, index);
            Assert.Equal(Errno.NoEntry, dom0.Raw(HypercallNumber.Domctl, Argument));
            Assert.Equal(All, dom0.Word(5));
        }

        Testing.Hypercalls order = Caller(Order);
        PutDomctl(order, 0x8004, 0, 3);
        Assert.Equal(Errno.NotPermitted, order.Raw(HypercallNumber.Domctl, Argument));
    }

    private static (uint Ports, uint Handles) Usage(Testing.Hypercalls dom0, uint domain)
    {
        PutDomctl(dom0, 5, domain, 0);
        Assert.Equal(0, dom0.Raw(HypercallNumber.Domctl, Argument));
        return (dom0.Word(4 + 28), dom0.Word(4 + 29));
    }

    private static void PutDomctl(Testing.Hypercalls guest, uint command, uint domain, uint first)
    {
        uint[] words = new uint[36];
        (words[0], words[1], words[2], words[4]) = (command, 0x15, domain, first);
        guest.Put(words);
    }

    [Fact]
    public void A_32_bit_caller_is_offered_neither_vcpu_op_nor_multicall()
    {
        Testing.Hypercalls order = Caller(Order);
        order.Mode = new() { Cr0 = 1 };
        foreach (uint number in new[] { HypercallNumber.VcpuOp, HypercallNumber.Multicall, HypercallNumber.SetTimerOp })
            Assert.Equal(Errno.NoSuchCall, order.Raw(number, 3));
        order.Put(0, 3);
        Assert.Equal(1, order.Raw(HypercallNumber.SchedOp, 6, Argument));
    }

    private static void Put(Testing.Hypercalls guest, params (uint Number, ulong First)[] calls)
    {
        uint[] words = new uint[16 * calls.Length];
        for (int i = 0; i < calls.Length; i++)
            (words[16 * i], words[16 * i + 4]) = (calls[i].Number, (uint)calls[i].First);
        guest.Put(words);
    }

    private Testing.Hypercalls Caller(uint domain) =>
        new(_machine, domain, GuestPages.Build(_machine, domain), Argument);
}
