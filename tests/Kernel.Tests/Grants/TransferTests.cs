namespace Verified.Kernel.Tests.Grants;

public sealed class TransferTests : Trio
{
    private const uint Place = 11;

    [Fact]
    public void The_frame_lands_with_its_contents_where_the_receiver_said()
    {
        Accept(Dom0, 3, Order);
        Machine.Guest(Order, 2).Fill(42);
        uint frame = Leaf.MachineFrame(S.Leaves[(int)Order][2]);
        (uint mine, uint theirs) = (S.Domains[(int)Order].OwnedFrames, S.Domains[(int)Dom0].OwnedFrames);
        S.Domains[(int)Order].FlushOwed = 0;

        Assert.Equal(0, GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Assert.Equal(0UL, S.Leaves[(int)Order][2]);
        Assert.Equal(frame, Leaf.MachineFrame(S.Leaves[(int)Dom0][(int)Place]));
        Assert.Equal(42, Machine.Guest(Dom0, Place)[4095]);
        Assert.Equal(mine - 1, S.Domains[(int)Order].OwnedFrames);
        Assert.Equal(theirs + 1, S.Domains[(int)Dom0].OwnedFrames);
        Assert.Equal(1u, S.Domains[(int)Order].FlushOwed);
        Assert.Equal(GrantEntry.AcceptTransfer | GrantEntry.Transferred, Machine.GrantWord(Dom0, 3) & 0xffff);
        Assert.Empty(Invariants.Violations(Machine));
    }

    [Fact]
    public void An_entry_accepts_one_frame()
    {
        Accept(Dom0, 3, Order);
        Assert.Equal(0, GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 3, Dom0, 3));
    }

    /// <summary>Defect D1 of ACM, whose transfer had no hook.</summary>
    [Fact]
    public void Domains_that_share_no_type_transfer_nothing()
    {
        Accept(Ads, 3, Order);
        Fails(GrantStatus.PermissionDenied, () => GrantTable.Transfer(ref S, Order, 2, Ads, 3));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Hook.GrantTransfer, (ushort)Order, (ushort)Ads), (denial.Hook, denial.Caller, denial.Target));
    }

    [Fact]
    public void A_frame_that_a_grant_shows_stays_until_it_is_unmapped()
    {
        Accept(Dom0, 3, Order);
        Machine.Grant(Order, 0, Dom0, 2);
        long handle = GrantTable.MapGrantRef(ref S, Dom0, 0x8000, MapFlags.HostMap, 0, Order);
        Fails(GrantStatus.BadPage, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Dom0, 0x8000, (uint)handle));
        Assert.Equal(0, GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
    }

    [Fact]
    public void Only_RAM_of_ones_own_is_given_away()
    {
        Accept(Dom0, 3, Order);
        Machine.Grant(Dom0, 0, Order, 5);
        Assert.Equal(0, GrantTable.MapGrantRef(ref S, Order, 0x8000, MapFlags.HostMap, 0, Dom0));
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, PhysmapSpace.SharedInfo, 0, 9));
        foreach (ulong gfn in (ulong[])[8, 9, 10, Limits.GuestFrames, ulong.MaxValue])
            Fails(GrantStatus.BadPage, () => GrantTable.Transfer(ref S, Order, gfn, Dom0, 3));
    }

    [Fact]
    public void A_transfer_to_oneself_to_nobody_or_by_no_reference_is_refused()
    {
        Accept(Order, 3, Order);
        Fails(GrantStatus.BadDomain, () => GrantTable.Transfer(ref S, Order, 2, DomainIds.Self, 3));
        Fails(GrantStatus.BadDomain, () => GrantTable.Transfer(ref S, Order, 2, Order, 3));
        Fails(GrantStatus.BadDomain, () => GrantTable.Transfer(ref S, Order, 2, Nobody, 3));
        Fails(GrantStatus.BadReference, () => GrantTable.Transfer(ref S, Order, 2, Dom0, Limits.GrantReferences));
    }

    [Fact]
    public void An_entry_that_does_not_accept_this_is_refused()
    {
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Accept(Dom0, 3, Ads);
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Machine.Grant(Dom0, 3, Order, Place);
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Machine.Grant(Dom0, 3, Order, 5, GrantEntry.AcceptTransfer);
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
        Machine.Grant(Dom0, 3, Order, Limits.GuestFrames, GrantEntry.AcceptTransfer);
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
    }

    [Fact]
    public void A_receiver_gets_no_more_frames_than_it_may_own()
    {
        Accept(Dom0, 3, Order);
        S.Domains[(int)Dom0].MaximumFrames = S.Domains[(int)Dom0].OwnedFrames;
        Fails(GrantStatus.GeneralError, () => GrantTable.Transfer(ref S, Order, 2, Dom0, 3));
    }

    private void Accept(uint receiver, uint reference, uint from) =>
        Machine.Grant(receiver, reference, from, Place, GrantEntry.AcceptTransfer);
}
