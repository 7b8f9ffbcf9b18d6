using Verified.Monitor;

namespace Verified.Kernel.Tests.Policy;

/// <summary>
/// acm_op as domain 0 makes it: a channel and a mapping join domains 0 and 1 (Order), domain 2 (Broker) is idle. The
/// policy file stands in guest frame 6 of domain 0, the arrays in frame 7.
/// </summary>
public sealed class PolicyCallTests
{
    private const uint Dom0 = 0;
    private const uint Order = 1;
    private const uint Broker = 2;
    private const uint Version = 0xaaaa_000a;
    private const uint Extended = 0xaaaa_000b;
    private const uint Refuse = 0;
    private const uint Revoke = 1;
    private const uint File = 0x6000;
    private const uint Arrays = 0x7000;
    private const uint Errors = 0x7800;
    private const uint MapAddress = 11 << 12;

    private readonly Machine _machine = Machine.WithDomains(
        [SamplePolicy.Management, SamplePolicy.Order, SamplePolicy.Broker], ram: 8);

    private readonly Testing.Hypercalls _dom0;
    private readonly uint _port;
    private readonly uint _handle;

    public PolicyCallTests()
    {
        _dom0 = new(_machine, Dom0, GuestPages.Build(_machine, Dom0), 0x5000);
        _port = (uint)EventChannel.AllocUnbound(ref S, Dom0, DomainIds.Self, Order);
        Assert.True(EventChannel.BindInterdomain(ref S, Order, Dom0, _port) > 0);
        _machine.Grant(Order, 0, Dom0, 5);
        _handle = (uint)GrantTable.MapGrantRef(ref S, Dom0, MapAddress, MapFlags.HostMap, 0, Order);
    }

    private ref State S => ref _machine.State;

    [Fact]
    public void The_policy_in_force_is_read_as_it_was_set()
    {
        byte[] file = SamplePolicy.Describe().Build();
        Assert.Equal(0, Call(2, File, 0, 4096));
        Assert.True(_machine.Guest(Dom0, 6)[..file.Length].SequenceEqual(file));
        Assert.Equal(Errno.NoSpace, Call(2, File, 0, (uint)file.Length - 1));
        Assert.Equal(Errno.BadAddress, Call(2, 0x10_0000, 0, 4096));
    }

    [Fact]
    public void A_change_that_ends_sharing_is_refused_and_every_instance_is_listed()
    {
        Machine before = _machine.Clone();
        Assert.Equal(Errno.Denied, ChangePolicy(WithoutOrdersSharing(), Refuse));
        Assert.Equal(
            [(PolicyChange.ChannelError, 1u), (PolicyChange.GrantError, 1u), (PolicyChange.ChannelError, 0x1_0000u)],
            Listed(3));
        Assert.Equal(before.State.Monitor.Current, S.Monitor.Current);
        Assert.Equal(PortState.Interdomain, S.Ports[0][(int)_port].State);
        Assert.Equal(HandleUse.Mapped, S.Mappings[0][(int)_handle].Used);
        Assert.Empty(Invariants.Violations(_machine));
    }

    /// <summary>Defect D5 of ACM: revocation, which it never did.</summary>
    [Fact]
    public void A_change_that_revokes_closes_channels_and_mappings_and_tells_both_sides()
    {
        _machine.SharedWord(Dom0, SharedInfo.Pending) = 0;
        _machine.SharedWord(Order, SharedInfo.Pending) = 0;
        _machine.Guest(Order, 5)[0] = 9;
        Assert.Equal(9, _machine.Guest(Dom0, 11)[0]);

        Assert.Equal(0, ChangePolicy(WithoutOrdersSharing(), Revoke));

        Assert.Equal((PortState.Unbound, (ushort)Order), State(Dom0, _port));
        Assert.Equal((PortState.Unbound, (ushort)Dom0), State(Order, 1));
        Assert.Equal(1UL << (int)_port, _machine.SharedWord(Dom0, SharedInfo.Pending));
        Assert.Equal(1UL << 1, _machine.SharedWord(Order, SharedInfo.Pending));
        Assert.Equal(HandleUse.Revoked, S.Mappings[0][(int)_handle].Used);
        Assert.Equal(0, _machine.Guest(Dom0, 11)[0]);
        Assert.Equal(0UL, _machine.GrantWord(Order, 0) & (GrantEntry.Reading | GrantEntry.Writing));
        Assert.Equal(Errno.Denied, EventChannel.BindInterdomain(ref S, Order, Dom0, _port));
        Assert.Equal(
            GrantStatus.PermissionDenied,
            GrantTable.MapGrantRef(ref S, Dom0, 10 << 12, MapFlags.HostMap, 0, Order));
        Assert.Empty(Invariants.Violations(_machine));
    }

    [Fact]
    public void A_policy_that_loses_nothing_takes_effect_and_is_then_the_one_that_is_read()
    {
        byte[] file = Permissive();
        Assert.Equal(0, ChangePolicy(file, Refuse));
        Assert.Equal(0, Call(2, File, 0, 4096));
        Assert.True(_machine.Guest(Dom0, 6)[..file.Length].SequenceEqual(file));
        Assert.Equal(PortState.Interdomain, S.Ports[0][(int)_port].State);
    }

    [Fact]
    public void Setpolicy_is_a_change_that_refuses()
    {
        Put(WithoutOrdersSharing(), out uint size);
        Assert.Equal(Errno.Denied, Call(1, File, 0, size));
        Put(Permissive(), out size);
        Assert.Equal(0, Call(1, File, 0, size));
    }

    [Fact]
    public void A_deleted_label_that_a_domain_carries_refuses_the_change_in_either_mode()
    {
        _machine.Guest(Dom0, 7)[0] = (byte)SamplePolicy.Broker;
        _machine.Guest(Dom0, 7)[2] = (byte)SamplePolicy.Broker;
        Assert.Equal(Errno.Denied, ChangePolicy(Permissive(), Revoke, deleted: 4));
        Assert.Equal([(PolicyChange.LabelInUse, SamplePolicy.Broker)], Listed(1));
        Assert.Equal(0, S.Ports[0][(int)_port].Padding);
        Assert.Equal(PortState.Interdomain, S.Ports[0][(int)_port].State);
    }

    [Fact]
    public void A_label_that_is_renumbered_is_carried_under_its_new_number()
    {
        Words(7, SamplePolicy.Broker * 0x1_0001, SamplePolicy.Advertising * 0x1_0001);
        Assert.Equal(0, ChangePolicy(Permissive(), Refuse, changed: 8));
        Assert.Equal(SamplePolicy.Advertising, Label.Of(ref S, Broker));
        Assert.Equal(SamplePolicy.Order, Label.Of(ref S, Order));
    }

    /// <summary>Defect D3 of ACM: close, relabel, reconnect was allowed by a cached decision.</summary>
    [Fact]
    public void Who_is_relabelled_and_reconnects_is_asked_again()
    {
        long port = EventChannel.AllocUnbound(ref S, Order, DomainIds.Self, Broker);
        long bound = EventChannel.BindInterdomain(ref S, Broker, Order, (uint)port);
        Assert.True(bound > 0);
        Assert.Equal(Errno.Denied, Relabel(Broker, SamplePolicy.Advertising, Refuse));
        Assert.Equal(0, EventChannel.Close(ref S, Broker, (uint)bound));
        Assert.Equal(0, Relabel(Broker, SamplePolicy.Advertising, Refuse));
        Assert.Equal(Errno.Denied, EventChannel.BindInterdomain(ref S, Broker, Order, (uint)port));
        Assert.Empty(Invariants.Violations(_machine));
    }

    [Fact]
    public void A_relabelling_that_the_Chinese_Wall_forbids_is_refused_whatever_the_mode()
    {
        Assert.Equal(Errno.Denied, Relabel(Broker, SamplePolicy.Rival, Revoke));
        Assert.Equal([(PolicyChange.WallError, 2u)], Listed(1));
        Assert.Equal(SamplePolicy.Broker, Label.Of(ref S, Broker));
    }

    [Theory]
    [InlineData(0u, SamplePolicy.Management)]
    [InlineData(3u, SamplePolicy.Order)]
    [InlineData(77u, SamplePolicy.Order)]
    public void Domain_0_and_what_is_no_domain_are_not_relabelled(uint domain, uint label)
    {
        Assert.Equal(Errno.Denied, Relabel(domain, label, Revoke));
        Assert.Equal([(PolicyChange.DomainError, domain)], Listed(1));
    }

    [Fact]
    public void A_revoking_relabelling_ends_the_sharing_of_that_domain_alone()
    {
        long port = EventChannel.AllocUnbound(ref S, Dom0, DomainIds.Self, Broker);
        EventChannel.BindInterdomain(ref S, Broker, Dom0, (uint)port);
        long other = EventChannel.AllocUnbound(ref S, Order, DomainIds.Self, Broker);
        EventChannel.BindInterdomain(ref S, Broker, Order, (uint)other);
        Assert.Equal(0, Relabel(Broker, SamplePolicy.Advertising, Revoke));
        Assert.Equal(PortState.Interdomain, S.Ports[0][(int)port].State);
        Assert.Equal(PortState.Interdomain, S.Ports[0][(int)_port].State);
        Assert.Equal(PortState.Unbound, S.Ports[(int)Order][(int)other].State);
    }

    [Fact]
    public void While_a_change_looks_at_sharing_new_sharing_needs_both_policies_and_queries_see_the_old_one()
    {
        BeginByHand();
        Assert.Equal(Errno.Denied, EventChannel.AllocUnbound(ref S, Dom0, DomainIds.Self, Order));
        Assert.True(EventChannel.AllocUnbound(ref S, Dom0, DomainIds.Self, Broker) > 0);
        Assert.Equal(0, Decision.GetDecision(ref S, Dom0, 2, 0, 2, 1, Decision.Sharing, out uint decision));
        Assert.Equal(Decision.Permitted, decision);
        Assert.Equal(Errno.Busy, PolicyChange.Begin(ref S, 0, 0));
        Assert.Equal(Errno.Busy, Relabel(Broker, SamplePolicy.Advertising, Revoke));
    }

    [Fact]
    public void A_change_that_may_be_refused_and_whose_caller_never_came_back_gives_way_to_the_next_call()
    {
        Assert.Equal(0, Begin(WithoutOrdersSharing(), Refuse));
        Assert.Equal((EffectKind.Continue, ChangePhase.Labelling), (_dom0.Effect.Kind, S.Monitor.Change.Phase));
        Assert.Equal(0, Call(2, Arrays, 0, 2048));
        Assert.Equal(ChangePhase.Labelling, S.Monitor.Change.Phase);

        byte[] file = Permissive();
        Assert.Equal(0, ChangePolicy(file, Refuse));
        Assert.Equal(0, Call(2, Arrays, 0, 2048));
        Assert.True(_machine.Guest(Dom0, 7)[..file.Length].SequenceEqual(file));
        Assert.Equal(PolicyJob.None, S.Store.Job);
    }

    [Fact]
    public void A_call_that_was_given_up_begins_anew_when_its_caller_comes_back()
    {
        Assert.Equal(0, Begin(WithoutOrdersSharing(), Refuse));
        ulong token = _dom0.Request.Argument2;
        Assert.Equal(0, Relabel(Broker, SamplePolicy.Broker, Refuse));

        Assert.Equal(0, Begin(WithoutOrdersSharing(), Refuse, token));
        Assert.NotEqual(token, _dom0.Request.Argument2);
        Assert.Equal(Errno.Denied, _dom0.Raw(HypercallNumber.AcmOp, 0x5000, _dom0.Request.Argument2));
        Assert.Equal(ChangePhase.None, S.Monitor.Change.Phase);
    }

    [Fact]
    public void A_policy_that_grows_while_it_is_copied_in_is_refused()
    {
        (S.Store.Job, S.Store.Token, S.Store.Copied) = (PolicyJob.CopiesIn, 77, 100);
        _dom0.Put(1, Version, File, 0, uint.MaxValue);
        Assert.Equal(Errno.TooBig, _dom0.Raw(HypercallNumber.AcmOp, 0x5000, 77));
        Assert.Equal((PolicyJob.None, ChangePhase.None), (S.Store.Job, S.Monitor.Change.Phase));
    }

    [Fact]
    public void Once_revocation_has_begun_it_completes_without_the_caller()
    {
        BeginByHand();
        Assert.Equal(Errno.Busy, PolicyChange.Abort(ref S));
        Assert.True(PolicyChangeCall.IsRevoking(ref S));
        PolicyChangeCall.Continue(ref S);
        Assert.Equal(ChangePhase.None, S.Monitor.Change.Phase);
        Assert.Equal(PortState.Unbound, S.Ports[0][(int)_port].State);
    }

    [Fact]
    public void A_domain_created_during_a_change_gets_both_labels()
    {
        BeginByHand();
        long id = DomainControl.CreateDomain(ref S, Dom0, SamplePolicy.Order, 4, 0);
        Assert.Equal(3, id);
        PolicyChangeCall.Continue(ref S);
        Assert.Equal(SamplePolicy.Order, Label.Of(ref S, 3));
        Assert.Empty(Invariants.Violations(_machine));
    }

    [Fact]
    public void The_types_of_a_label_are_told_with_the_policys_name()
    {
        Assert.Equal(0, Call(4, 2, Order, Arrays, 0, 4096));
        uint[] words = [.. Enumerable.Range(0, 9).Select(i => Read(7, (uint)i))];
        Assert.Equal((2 * 0x1_0001u, 36u, 1u, 3u), (words[1], words[2], words[3], words[4]));
        Assert.Equal((2u, 3u), (words[6], words[7]));
        Assert.Equal([1, 0, 0], _machine.Guest(Dom0, 7).Slice((int)words[5], 3).ToArray());
        Assert.Equal([1, 0, 0], _machine.Guest(Dom0, 7).Slice((int)words[8], 3).ToArray());
        Assert.Equal("demo"u8.ToArray(), _machine.Guest(Dom0, 7).Slice(40, 4).ToArray());
        Assert.Equal(Errno.NoSpace, Call(4, 2, Order, Arrays, 0, 40));
        Assert.Equal(Errno.NoDomain, Call(4, 2, 3, Arrays, 0, 4096));
        Assert.Equal(Errno.Invalid, Call(4, 1, 0x7fff_7fff, Arrays, 0, 4096));
    }

    [Fact]
    public void Statistics_count_questions_denials_and_what_was_remembered()
    {
        EventChannel.AllocUnbound(ref S, Order, DomainIds.Self, Dom0);
        Assert.Equal(0, Call(3, Arrays, 0, 48));
        ReadOnlySpan<byte> bytes = _machine.Guest(Dom0, 7);
        Assert.Equal(0x0001_debcu, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes));
        Assert.Equal(3u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]));
        Assert.Equal(1u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]));
        Assert.Equal(1u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[40..]));
        Assert.Equal(1u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[44..]));
        Assert.Equal(Errno.NoSpace, Call(3, Arrays, 0, 47));
    }

    [Fact]
    public void The_conflict_question_asks_whether_one_more_domain_may_run()
    {
        Assert.Equal(0, Decision.GetDecision(ref S, Dom0, 1, 5 * 0x1_0001, 1, 0, Decision.ConflictSet, out uint rival));
        Assert.Equal(0, Decision.GetDecision(ref S, Dom0, 1, 2 * 0x1_0001, 1, 0, Decision.ConflictSet, out uint order));
        Assert.Equal((Decision.Refused, Decision.Permitted), (rival, order));
    }

    [Fact]
    public void Hostile_arguments_are_refused_and_leave_the_policy()
    {
        uint current = S.Monitor.Current;
        byte[] broken = Permissive();
        broken[3] ^= 1;
        Assert.Equal(PolicyError.Invalid, ChangePolicy(broken, Revoke));
        Assert.Equal(Errno.BadAddress, Call(6, 0x10_0000, 0, 64));
        Assert.Equal(Errno.TooBig, Call(1, File, 0, Limits.PolicyBytes + 1));
        Assert.Equal(Errno.Invalid, Call(1, File, 0, 0));
        Assert.Equal(Errno.Invalid, ChangePolicy(Permissive(), 2));
        Assert.Equal(current, S.Monitor.Current);
        Assert.Equal(ChangePhase.None, S.Monitor.Change.Phase);
        Assert.Equal(PolicyJob.None, S.Store.Job);
    }

    /// <summary>The sample policy in which Order shares with nobody.</summary>
    private static byte[] WithoutOrdersSharing() => With([[], [0, 1, 2], [], [1], [0, 1], [2]]);

    /// <summary>The sample policy with one type more for Order and Advertising.</summary>
    private static byte[] Permissive() => With([[], [0, 1, 2], [0, 2], [1, 2], [0, 1], [2]]);

    private static byte[] With(int[][] ste)
    {
        PolicyBytes policy = SamplePolicy.Describe();
        policy.VmSte = ste;
        return policy.Build();
    }

    private void BeginByHand()
    {
        Assert.Equal(PolicyError.None, PolicyBinary.Load(ref Staged.Unused(ref S.Monitor), WithoutOrdersSharing()));
        for (uint label = 0; label < Limits.Labels; label++)
            Assert.Equal(0, PolicyStage.Successor(ref S, label, label));
        Assert.Equal(0, PolicyChange.Begin(ref S, 1, Revoke));
        for (uint domain = 0; domain < Limits.Domains; domain++)
            Assert.Equal(0, PolicyChange.Label(ref S, Label.Of(ref S, domain)));
    }

    private long ChangePolicy(byte[] file, uint mode, uint deleted = 0, uint changed = 0)
    {
        Put(file, out uint size);
        return Call(
            Extended, 6, File, 0, size, 0, Arrays, 0, deleted, 0, Arrays, 0, changed, 0, Errors, 0, 64, mode);
    }

    /// <summary>The first part of a change alone: the caller does not come back for the rest.</summary>
    private long Begin(byte[] file, uint mode, ulong token = 0)
    {
        Put(file, out uint size);
        _dom0.Put(6, Extended, File, 0, size, 0, Arrays, 0, 0, 0, Arrays, 0, 0, 0, Errors, 0, 64, mode);
        return _dom0.Raw(HypercallNumber.AcmOp, 0x5000, token);
    }

    private long Relabel(uint domain, uint label, uint mode)
    {
        Words(7, domain, label * 0x1_0001);
        return Call(Extended, 7, Arrays, 0, 8, 0, Errors, 0, 64, mode);
    }

    private long Call(uint command, params uint[] words) => words.Length > 9 || command == Extended
        ? CallWith(command, words[0], words[1..])
        : CallWith(Version, command, words);

    private long CallWith(uint version, uint command, uint[] words)
    {
        _dom0.Put([command, version, .. words]);
        long result = _dom0.Raw(HypercallNumber.AcmOp, 0x5000);
        for (int again = 0; _dom0.Effect.Kind == EffectKind.Continue; again++)
        {
            Assert.True(again < 100);
            result = _dom0.Raw(HypercallNumber.AcmOp, 0x5000, _dom0.Request.Argument2);
        }

        return result;
    }

    private void Put(byte[] file, out uint size)
    {
        file.CopyTo(_machine.Guest(Dom0, 6));
        size = (uint)file.Length;
    }

    private void Words(uint gfn, params uint[] words) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()).CopyTo(_machine.Guest(Dom0, gfn));

    private uint Read(uint gfn, uint word) =>
        BitConverter.ToUInt32(_machine.Guest(Dom0, gfn).Slice((int)word * 4, 4));

    private (uint, uint)[] Listed(uint count) =>
        [.. Enumerable.Range(0, (int)count).Select(i => (Read(7, 512 + (2 * (uint)i)), Read(7, 513 + (2 * (uint)i))))];

    private (byte, ushort) State(uint domain, uint port) =>
        (S.Ports[(int)domain][(int)port].State, S.Ports[(int)domain][(int)port].RemoteDomain);
}
