namespace Verified.Kernel.Tests.Grants;

/// <summary>A granter that changes its entry while another domain uses it, as a guest on another processor would.</summary>
public sealed class RacingGranterTests : Trio
{
    private const int Tries = 20_000;
    private const ulong ForOrder = GrantEntry.PermitAccess | ((ulong)Order << 16) | (5UL << 32);
    private const ulong ForAds = GrantEntry.PermitAccess | ((ulong)Ads << 16) | (4UL << 32);
    private const ulong Nothing = 0;

    [Fact]
    public void A_map_gets_the_page_of_the_entry_that_named_the_caller_or_nothing()
    {
        uint granted = Leaf.MachineFrame(S.Leaves[(int)Dom0][5]);
        While([ForOrder, ForAds, Nothing], () =>
        {
            long handle = GrantTable.MapGrantRef(ref S, Order, 0x8000, MapFlags.HostMap, 0, Dom0);
            if (handle < 0)
            {
                Assert.Equal(GrantStatus.GeneralError, handle);
                Assert.Equal(0UL, S.Leaves[(int)Order][8]);
                return false;
            }

            Assert.Equal(granted, Leaf.MachineFrame(S.Leaves[(int)Order][8]));
            Assert.Equal(0, GrantTable.UnmapGrantRef(ref S, Order, 0x8000, (uint)handle));
            return true;
        });
    }

    [Fact]
    public void A_copy_takes_the_page_of_the_entry_that_named_the_caller_or_nothing()
    {
        Machine.Guest(Dom0, 5).Fill(5);
        Machine.Guest(Dom0, 4).Fill(4);
        While([ForOrder, ForAds, Nothing], () =>
        {
            Machine.Guest(Order, 3).Clear();
            bool done = 0 == GrantTable.Copy(
                ref S, Order, CopyFlags.SourceReference, Dom0, 0, 0, DomainIds.Self, 3, 0, 4096);
            Assert.False(Machine.Guest(Order, 3).ContainsAnyExcept(done ? (byte)5 : (byte)0));
            return done;
        });
    }

    [Fact]
    public void A_transfer_lands_at_a_place_that_was_named_for_the_caller_or_nowhere()
    {
        const ulong Ten = GrantEntry.AcceptTransfer | ((ulong)Order << 16) | (10UL << 32);
        const ulong Eleven = GrantEntry.AcceptTransfer | ((ulong)Order << 16) | (11UL << 32);
        const ulong Twelve = GrantEntry.AcceptTransfer | ((ulong)Ads << 16) | (12UL << 32);
        Machine.Grant(Order, 0, Dom0, 3, GrantEntry.AcceptTransfer);
        While([Ten, Eleven, Twelve], () =>
        {
            Assert.Equal(0UL, S.Leaves[(int)Dom0][12]);
            if (GrantTable.Transfer(ref S, Order, 3, Dom0, 0) != 0)
                return false;

            // And back, by an entry that nobody changes.
            Machine.Grant(Order, 0, Dom0, 3, GrantEntry.AcceptTransfer);
            return 0 == GrantTable.Transfer(ref S, Dom0, S.Leaves[(int)Dom0][10] != 0 ? 10u : 11, Order, 0);
        });
    }

    /// <summary>
    /// Does something many times, and until it has succeeded once, while a thread writes entry 0 of domain 0 again and
    /// again; then everything is as it should be.
    /// </summary>
    private void While(ulong[] entries, Func<bool> succeeds)
    {
        bool over = false;
        Thread racer = new(() =>
        {
            for (int i = 0; !Volatile.Read(ref over); i++)
                Volatile.Write(ref Machine.GrantWord(Dom0, 0), entries[i % entries.Length]);
        });
        racer.Start();
        try
        {
            bool once = false;
            for (int i = 0; i < Tries || !once; i++)
                once |= succeeds();
        }
        finally
        {
            Volatile.Write(ref over, true);
            racer.Join();
        }

        Assert.Empty(Invariants.Violations(Machine));
    }
}
