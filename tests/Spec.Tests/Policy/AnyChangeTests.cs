using FsCheck;
using FsCheck.Fluent;
using Verified.Spec;
using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>
/// Random policies staged over a running system, compared with sets of numbers: what the specification finds by words
/// of bits is here found by looking at every pair.
/// </summary>
public sealed class AnyChangeTests
{
    private static readonly Specification.SystemState State = Scenes.Connected().Machine.Abstract();

    private static readonly (int A, int B)[] Domains =
        [.. from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) select (a, b)];

    [Fact]
    public void A_refusal_lists_exactly_the_channels_and_mappings_whose_sharing_is_lost() => ForAny(staged =>
    {
        IEnumerable<string> expected = ShareAfter(staged, 0, 1)
            ? []
            :
            [
                "A channel joins domains that may no longer share: 0 1",
                "A channel joins domains that may no longer share: 1 1",
                "A mapping joins domains that may no longer share: 0 0",
                "A mapping joins domains that may no longer share: 0 1",
            ];
        Assert.Equal(expected, Changes.Listed(State, staged.In(State)).Where(v => v.Contains("no longer share")));
    });

    [Fact]
    public void After_a_revocation_every_channel_that_remains_is_permitted_and_no_permitted_one_is_gone() =>
        ForAny(staged =>
        {
            Specification.Change change = staged.In(State);
            Specification.SystemState next = Small.RevokeChannels(State, change);
            for (int d = 0; d < Sizes.Small.Domains; d++)
            {
                for (int p = 0; p < Sizes.Small.Ports; p++)
                {
                    int remote = (int)State[Ports.RemoteDomain, N(d), N(p)].Value;
                    bool was = State[Ports.State, N(d), N(p)].Value == PortState.Interdomain;
                    bool remains = next[Ports.State, N(d), N(p)].Value == PortState.Interdomain;
                    Assert.Equal(was && ShareAfter(staged, d, remote), remains);
                }
            }

            Assert.DoesNotContain(Changes.Listed(next, change), v => v.StartsWith("A channel", StringComparison.Ordinal));
        });

    [Fact]
    public void Sharing_during_a_change_is_permitted_by_both_policies() => ForAny(staged =>
    {
        Specification.Change change = staged.In(State);
        foreach ((int a, int b) in Domains)
        {
            bool both = ShareAfter(StagedPolicy.Sample, a, b) && ShareAfter(staged, a, b);
            Assert.Equal(both, Specification.MayShareDuring(State, change, N(a), N(b)).Value);
        }
    });

    [Fact]
    public void A_conflict_set_is_listed_iff_two_of_its_types_run_under_the_new_labels() => ForAny(staged =>
    {
        ulong running = Enumerable.Range(0, 3).Aggregate(0UL, (types, d) => types | staged.Wall[NewLabel(staged, d)]);
        IEnumerable<string> expected =
            from set in Enumerable.Range(0, staged.Conflicts.Length)
            where ulong.PopCount(staged.Conflicts[set] & running) > 1
            select $"Two types of a conflict set run: {set}";
        Assert.Equal(expected, Changes.Listed(State, staged.In(State)).Where(v => v.StartsWith("Two", StringComparison.Ordinal)));
    });

    [Fact]
    public void Revoking_accepts_whatever_refusing_accepts_and_refusing_accepts_nothing_that_is_listed() =>
        ForAny(staged =>
        {
            Specification.Change change = staged.In(State);
            bool refuses = Small.IsRefused(State, change, Specification.ChangeMode.Refuse).Value;
            bool refusesAlways = Small.IsRefused(State, change, Specification.ChangeMode.Revoke).Value;
            Assert.Equal(Changes.Listed(State, change).Any(), refuses);
            Assert.True(refuses || !refusesAlways);
        });

    private static bool ShareAfter(StagedPolicy staged, int a, int b) =>
        a == b || (staged.Ste[NewLabel(staged, a)] & staged.Ste[NewLabel(staged, b)]) != 0;

    private static int NewLabel(StagedPolicy staged, int domain) =>
        (staged.Renumbered ?? []).Where(pair => pair.Old == domain + 1).Select(pair => pair.New)
            .DefaultIfEmpty(domain + 1).First();

    private static void ForAny(Action<StagedPolicy> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(4711, 1),
        Prop.ForAll(Staged().ToArbitrary(), holds));

    /// <summary>Five labels of few types, so that sharing and conflicts come and go; labels 2 and 3 may swap.</summary>
    private static Gen<StagedPolicy> Staged() =>
        from ste in Types(5)
        from wall in Types(5)
        from conflicts in Types(3)
        from bootstrap in Gen.Frequency((4, Gen.Constant(1UL)), (1, Gen.Constant(2UL)))
        from deleted in Gen.Frequency((4, Gen.Constant<int[]>([])), (1, Gen.Choose(1, 4).Select(label => (int[])[label])))
        from swaps in Gen.Elements(true, false)
        select new StagedPolicy(
            ste, wall, conflicts, bootstrap, true, deleted, swaps ? [(2, 3), (3, 2)] : null);

    private static Gen<ulong[]> Types(int rows) => Gen.Choose(0, 15).Select(types => (ulong)types).ArrayOf(rows);
}
