namespace Verified.Kernel.Tests.Grants;

public sealed class CopyTests : Trio
{
    private const uint Neither = 0;
    private const uint FromGrant = CopyFlags.SourceReference;
    private const uint ToGrant = CopyFlags.DestinationReference;

    [Fact]
    public void Bytes_come_from_a_page_that_another_domain_grants()
    {
        Machine.Grant(Dom0, 2, Order, 5, GrantEntry.PermitAccess | GrantEntry.ReadOnly);
        Fill(Dom0, 5);
        Assert.Equal(0, Copy(Order, FromGrant, Dom0, 2, 100, DomainIds.Self, 3, 200, 64));
        Assert.True(Machine.Guest(Order, 3).Slice(200, 64).SequenceEqual(Machine.Guest(Dom0, 5).Slice(100, 64)));
        Assert.Equal(0, Machine.Guest(Order, 3)[199]);
        Assert.Equal(0, Machine.Guest(Order, 3)[264]);
    }

    [Fact]
    public void Bytes_go_to_a_page_that_another_domain_grants()
    {
        Machine.Grant(Dom0, 2, Order, 5);
        Fill(Order, 3);
        Assert.Equal(0, Copy(Order, ToGrant, DomainIds.Self, 3, 0, Dom0, 2, 0, 4096));
        Assert.True(Machine.Guest(Dom0, 5).SequenceEqual(Machine.Guest(Order, 3)));
    }

    [Fact]
    public void A_copy_leaves_no_mark_and_no_pin()
    {
        Machine.Grant(Dom0, 2, Order, 5);
        Machine before = Machine.Clone();
        Assert.Equal(0, Copy(Order, FromGrant | ToGrant, Dom0, 2, 0, Dom0, 2, 64, 64));
        Assert.Null(Machine.DifferenceFrom(before));
    }

    [Fact]
    public void A_page_of_another_domain_is_never_named_by_its_number()
    {
        Fails(GrantStatus.PermissionDenied, () => Copy(Order, Neither, Dom0, 5, 0, DomainIds.Self, 3, 0, 8));
        Fails(GrantStatus.PermissionDenied, () => Copy(Order, Neither, DomainIds.Self, 3, 0, Dom0, 5, 0, 8));
        Assert.False(Audit.TryTake(ref S, out _));
    }

    [Fact]
    public void A_domain_between_two_others_cannot_copy_from_the_one_to_the_other()
    {
        Machine.Grant(Order, 1, Dom0, 5);
        Machine.Grant(Ads, 1, Dom0, 5);
        Fails(GrantStatus.PermissionDenied, () => Copy(Dom0, FromGrant | ToGrant, Order, 1, 0, Ads, 1, 0, 8));
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Hook.GrantCopy, (ushort)Order, (ushort)Ads), (denial.Hook, denial.Caller, denial.Target));
    }

    /// <summary>Defect D1 of ACM, whose copy had no hook.</summary>
    [Fact]
    public void Domains_that_share_no_type_copy_nothing_whatever_their_entries_say()
    {
        Machine.Grant(Order, 1, Ads, 5);
        Fails(GrantStatus.PermissionDenied, () => Copy(Ads, FromGrant, Order, 1, 0, DomainIds.Self, 3, 0, 8));
        Fails(GrantStatus.PermissionDenied, () => Copy(Ads, ToGrant, DomainIds.Self, 3, 0, Order, 1, 0, 8));
    }

    [Fact]
    public void What_may_only_be_read_is_not_written()
    {
        Machine.Grant(Dom0, 2, Order, 5, GrantEntry.PermitAccess | GrantEntry.ReadOnly);
        Fails(GrantStatus.GeneralError, () => Copy(Order, ToGrant, DomainIds.Self, 3, 0, Dom0, 2, 0, 8));
    }

    [Fact]
    public void While_a_grant_is_mapped_the_remembered_frame_is_copied_and_others_are_kept_out()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Fill(Dom0, 5);
        Assert.Equal(0, GrantTable.MapGrantRef(ref S, Order, 0x8000, MapFlags.HostMap, 0, Dom0));
        Machine.Grant(Dom0, 0, Ads, 4);
        Assert.Equal(0, Copy(Order, FromGrant, Dom0, 0, 0, DomainIds.Self, 3, 0, 8));
        Assert.True(Machine.Guest(Order, 3)[..8].SequenceEqual(Machine.Guest(Dom0, 5)[..8]));
        Fails(GrantStatus.GeneralError, () => Copy(Ads, FromGrant, Dom0, 0, 0, DomainIds.Self, 3, 0, 8));
    }

    [Theory]
    [InlineData(4090u, 0u, 8u)]
    [InlineData(0u, 4090u, 8u)]
    [InlineData(0u, 0u, 4097u)]
    [InlineData(0xffffu, 0u, 0xffffu)]
    [InlineData(0xffff_ffffu, 0u, 8u)]
    public void A_piece_that_leaves_its_page_is_a_bad_argument(uint from, uint to, uint length) =>
        Fails(
            GrantStatus.BadCopyArgument,
            () => Copy(Order, Neither, DomainIds.Self, 3, from, DomainIds.Self, 4, to, length));

    [Fact]
    public void Pieces_of_one_page_may_touch_but_not_overlap()
    {
        Fill(Order, 3);
        Assert.Equal(0, Copy(Order, Neither, DomainIds.Self, 3, 0, Order, 3, 64, 64));
        Assert.True(Machine.Guest(Order, 3)[..64].SequenceEqual(Machine.Guest(Order, 3).Slice(64, 64)));
        Fails(
            GrantStatus.BadCopyArgument, () => Copy(Order, Neither, DomainIds.Self, 3, 0, DomainIds.Self, 3, 63, 64));
        Fails(
            GrantStatus.BadCopyArgument, () => Copy(Order, Neither, DomainIds.Self, 3, 63, DomainIds.Self, 3, 0, 64));
    }

    [Fact]
    public void Only_RAM_of_ones_own_is_named_by_number()
    {
        Machine.Grant(Dom0, 0, Order, 5);
        Assert.Equal(0, GrantTable.MapGrantRef(ref S, Order, 0x8000, MapFlags.HostMap, 0, Dom0));
        Assert.Equal(0, PhysicalMap.AddToPhysmap(ref S, Order, DomainIds.Self, PhysmapSpace.GrantTable, 0, 9));
        foreach (ulong gfn in (ulong[])[8, 9, 10, Limits.GuestFrames, ulong.MaxValue])
        {
            Fails(GrantStatus.BadPage, () => Copy(Order, Neither, DomainIds.Self, gfn, 0, DomainIds.Self, 3, 0, 8));
            Fails(GrantStatus.BadPage, () => Copy(Order, Neither, DomainIds.Self, 3, 0, DomainIds.Self, gfn, 0, 8));
        }
    }

    [Fact]
    public void Unknown_domains_and_references_are_refused()
    {
        Fails(GrantStatus.BadDomain, () => Copy(Order, FromGrant, Nobody, 0, 0, DomainIds.Self, 3, 0, 8));
        Fails(GrantStatus.BadDomain, () => Copy(Order, ToGrant, DomainIds.Self, 3, 0, 0x7ff1, 0, 0, 8));
        Fails(
            GrantStatus.BadReference,
            () => Copy(Order, FromGrant, Dom0, Limits.GrantReferences, 0, DomainIds.Self, 3, 0, 8));
        Fails(
            GrantStatus.BadReference, () => Copy(Order, FromGrant, Dom0, 1UL << 32, 0, DomainIds.Self, 3, 0, 8));
    }

    [Fact]
    public void A_domain_copies_what_it_grants_itself()
    {
        Machine.Grant(Order, 0, Order, 5);
        Fill(Order, 5);
        Assert.Equal(0, Copy(Order, FromGrant, DomainIds.Self, 0, 0, Order, 3, 0, 8));
        Assert.True(Machine.Guest(Order, 3)[..8].SequenceEqual(Machine.Guest(Order, 5)[..8]));
    }

    private void Fill(uint domain, uint gfn)
    {
        Span<byte> page = Machine.Guest(domain, gfn);
        for (int i = 0; i < page.Length; i++)
            page[i] = (byte)(i * 7 + 1);
    }

    private long Copy(
        uint caller, uint flags, uint from, ulong source, uint at, uint to, ulong target, uint targetAt, uint length) =>
        GrantTable.Copy(ref S, caller, flags, from, source, at, to, target, targetAt, length);
}
