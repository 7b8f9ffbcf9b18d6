using Verified.Spec;
using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>Single calls, with the answers written down by hand: domains 1 and 2 may not share, 0 may with both.</summary>
public sealed class HandExampleTests
{
    private readonly Oracle _oracle = Scenes.Connected();

    private Specification.SystemState State => _oracle.Machine.Abstract();

    [Fact]
    public void A_channel_between_domains_without_a_common_type_is_refused()
    {
        Specification.Outcome outcome = Small.AllocUnbound(State, N(1), N(0x7ff0), N(2));
        Assert.Equal(Errno.Access, ResultOf(outcome));
    }

    [Fact]
    public void A_port_is_the_lowest_free_one_and_waits_for_the_remote_domain()
    {
        Specification.Outcome outcome = Small.AllocUnbound(State, N(1), N(0x7ff0), N(0));
        Assert.Equal(3, ResultOf(outcome));
        Assert.Equal(PortState.Unbound, outcome.Next[Ports.State, N(1), N(3)].Value);
        Assert.Equal(0UL, outcome.Next[Ports.RemoteDomain, N(1), N(3)].Value);
        Assert.Equal(0b1111_0000UL, outcome.Next[Ports.FreeBits, N(1), N(0)].Value);
    }

    [Fact]
    public void A_channel_to_oneself_needs_no_type()
    {
        Specification.SystemState unlabeled = State.With(Labellings.Ssidref, N(0), N(2), 0);
        Assert.Equal(1, ResultOf(Small.AllocUnbound(unlabeled, N(2), N(0x7ff0), N(0x7ff0))));
    }

    [Fact]
    public void Only_a_privileged_domain_makes_a_port_of_another()
    {
        Assert.Equal(Errno.Perm, ResultOf(Small.AllocUnbound(State, N(2), N(1), N(0))));
        Assert.Equal(3, ResultOf(Small.AllocUnbound(State, N(0), N(1), N(0))));
    }

    [Fact]
    public void A_privileged_domain_cannot_join_two_others_that_may_not_share() =>
        Assert.Equal(Errno.Access, ResultOf(Small.AllocUnbound(State, N(0), N(1), N(2))));

    [Fact]
    public void A_reserved_id_is_no_domain() =>
        Assert.Equal(Errno.Search, ResultOf(Small.AllocUnbound(State, N(1), N(0x7ff0), N(0x7ff4))));

    [Fact]
    public void A_grant_that_permits_everything_is_still_refused_by_the_monitor()
    {
        Scenes.Grant(_oracle, granter: 1, reference: 0, grantee: 2, gfn: 0);
        Specification.Outcome outcome = Small.MapGrantRef(
            State, N(2), N(20 << 12), N(2), N(0), N(1), new ComputingMemory(_oracle.Machine.Memory));
        Assert.Equal(GrantStatus.PermissionDenied, ResultOf(outcome));
    }

    [Fact]
    public void Two_mappings_of_a_grant_hold_two_pins_and_two_mappings_of_its_frame()
    {
        Specification.SystemState state = State;
        Word frame = state[ActiveGrants.Frame, N(1), N(3)];
        Assert.Equal(1UL, state[ActiveGrants.WritePins, N(1), N(3)].Value);
        Assert.Equal(1UL, state[ActiveGrants.ReadPins, N(1), N(3)].Value);
        Assert.Equal(2UL, state[Frames.Mappings, frame].Value);
        Assert.Equal(1UL, state[Frames.Owner, frame].Value);
    }

    [Fact]
    public void The_leaf_of_a_read_only_mapping_is_neither_writable_nor_executable()
    {
        Specification.SystemState state = State;
        ulong frame = state[ActiveGrants.Frame, N(1), N(3)].Value;
        Assert.Equal(1UL << 63 | 1UL << 52 | frame << 12 | 4 << 9 | 0x65, state[Leaves.Leaf, N(0), N(21)].Value);
    }

    [Fact]
    public void The_last_writable_unmap_leaves_the_reading_mark_and_the_last_unmap_none()
    {
        uint table = _oracle.Machine.State.Domains[1].GrantFrame;
        int entry = (int)table * KernelMachine.FrameBytes + 24;
        Assert.Equal(1 | 8 | 16, _oracle.Machine.Memory[entry]);
        Assert.Null(_oracle.Call("unmap_grant_ref", 0, 20 << 12, 0));
        Assert.Equal(1 | 8, _oracle.Machine.Memory[entry]);
        Assert.Null(_oracle.Call("unmap_grant_ref", 0, 21 << 12, 1));
        Assert.Equal(1, _oracle.Machine.Memory[entry]);
    }

    [Fact]
    public void A_guest_that_changes_its_entry_at_the_last_moment_fails_the_map_and_changes_nothing()
    {
        Specification.SystemState before = State;
        Scenes.Grant(_oracle, granter: 1, reference: 0, grantee: 0, gfn: 0);
        var memory = new ComputingMemory(_oracle.Machine.Memory) { ExchangeFails = true };
        Specification.Outcome outcome = Small.MapGrantRef(before, N(0), N(22 << 12), N(2), N(0), N(1), memory);
        Assert.Equal(GrantStatus.GeneralError, ResultOf(outcome));
        Assert.All(Fields.All.Where(f => f.Dimensions.Count > 0), field =>
            Assert.Same(before.Table(field), outcome.Next.Table(field)));
    }

    [Fact]
    public void Closing_a_connected_port_leaves_the_other_end_waiting_for_the_closer()
    {
        Specification.Outcome outcome = Small.Close(
            State, N(0), N(1), new ComputingMemory(_oracle.Machine.Memory));
        Assert.Equal(PortState.Free, outcome.Next[Ports.State, N(0), N(1)].Value);
        Assert.Equal(PortState.Unbound, outcome.Next[Ports.State, N(1), N(1)].Value);
        Assert.Equal(0UL, outcome.Next[Ports.RemoteDomain, N(1), N(1)].Value);
    }
}
