using Verified.Spec;

namespace Verified.Attack.Tests;

/// <summary>
/// Several domains of different coalitions make random and hostile hypercalls at once, inside QEMU: every result and
/// the tables at the end are the specification's, the kernel lives, and who does not take part notices nothing.
/// </summary>
public sealed class AttackTests(Fought fought, ITestOutputHelper output) : IClassFixture<Fought>
{
    // Falsified records are looked for in so many deeds: enough for every kind, however long the battle was.
    private const int Few = 4000;

    // A flush is owed until the processor's next VMRUN of the domain, which is none of the specification's steps.
    private static readonly HashSet<Field> LeftOut = [Domains.FlushOwed];

    [Fact]
    public void Whatever_attackers_of_several_coalitions_do_at_once_the_machine_does_what_the_specification_says()
    {
        Deed[] deeds = fought.Deeds;
        Assert.Equal(fought.Calls * Fought.Attackers, deeds.Length);
        Linearisation order = new(deeds, fought.Start);
        string? difference = order.Go();
        output.WriteLine($"seed {fought.Seed}: {deeds.Length} deeds, {deeds.Count(d => d.IsWild)} of them wild and "
            + $"{deeds.Count(d => d.IsNarrow)} 32-bit; {order.Interruptions} interrupted, {order.Moved} of them made afterwards");
        Write(deeds);

        Assert.True(
            difference is null, $"{difference}\nrepeat it: VERIFIED_SEED={fought.Seed} VERIFIED_ATTACKS={deeds.Length}");
        Assert.Null(fought.End.Difference(order.State, LeftOut));
        foreach (string name in (string[])["alloc_unbound", "bind_interdomain", "map_grant_ref", "copy", "unmap_grant_ref"])
            Assert.Contains(deeds, deed => deed.Name == name && deed.Result >= 0 && !deed.IsWild);
    }

    [Fact]
    public void The_kernel_lives_and_who_does_not_take_part_is_undisturbed()
    {
        Assert.DoesNotContain("ended:", fought.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("panic", fought.Console, StringComparison.Ordinal);
        Assert.Contains("[SystemManagement 0] undisturbed", fought.Console, StringComparison.Ordinal);
        Assert.Contains($"[Computing {Fought.Attackers + 1}] undisturbed", fought.Console, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alloc_unbound")]
    [InlineData("map_grant_ref")]
    [InlineData("send")]
    [InlineData("getdecision")]
    public void A_result_that_was_not_the_machines_is_found(string name)
    {
        Deed[] deeds = Early();
        int at = Array.FindIndex(deeds, deed => deed.Name == name && !deed.IsWild);
        deeds[at] = deeds[at] with { Result = deeds[at].Result == 0 ? -22 : 0 };

        Assert.StartsWith($"domain {deeds[at].Domain}, deed {deeds[at].Number}: ", new Linearisation(deeds, fought.Start).Go());
    }

    [Fact]
    public void A_deed_that_was_interrupted_finds_its_place_behind_the_interruption()
    {
        Deed[] deeds = [.. fought.Deeds.OrderBy(deed => deed.Before)];
        // A port is bound that another domain has allocated.
        int bind = Array.FindIndex(deeds, deed => deed is { Name: "bind_interdomain", Result: >= 0, IsWild: false }
            && deed.Arguments[0] < 64 && (int)deed.Arguments[0] != deed.Domain);
        Assert.True(bind >= 0, "no domain binds another's port; try another seed");
        int alloc = Array.FindLastIndex(deeds, bind, deed => deed is { Name: "alloc_unbound", Result: >= 0 }
            && deed.Domain == (int)deeds[bind].Arguments[0] && deed.Result == (long)deeds[bind].Arguments[1]);
        deeds[bind] = deeds[bind] with { Before = deeds[alloc].Before - 1 };

        Linearisation order = new(deeds.Take(bind + 1), fought.Start);

        Assert.Null(order.Go());
        Assert.Equal(1, order.Moved);
    }

    [Fact]
    public void An_entry_of_a_table_that_is_not_the_specifications_is_found()
    {
        Specification.SystemState state = fought.End.State();
        Assert.Null(fought.End.Difference(state, LeftOut));
        Word one = Word.Constant(1, 64);
        Specification.SystemState other = state.With(Ports.State, one, one, state[Ports.State, one, one].Value ^ 1);
        Assert.StartsWith("Ports.State[1, 1] is ", fought.End.Difference(other, LeftOut));
    }

    private Deed[] Early() =>
        [.. fought.Deeds.OrderBy(deed => deed.Before).Take(Few)];

    private void Write(Deed[] deeds)
    {
        foreach (IGrouping<string, Deed> group in deeds.Where(d => !d.IsWild).GroupBy(d => d.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{group.Key}: " + string.Join(", ", group.GroupBy(d => Math.Min(d.Result, 0)).OrderByDescending(g => g.Key)
                .Select(g => $"{(g.Key == 0 ? "done" : g.Key)} {g.Count()}")));
        }
    }
}
