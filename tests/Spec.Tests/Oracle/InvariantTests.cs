using Verified.Spec;

namespace Verified.Tests;

public sealed class InvariantTests
{
    [Fact]
    public void Holds_with_two_connected_domains_and_a_frame_mapped_twice() =>
        Assert.Null(Scenes.Connected().WhatFails());

    [Fact]
    public void Holds_when_a_domain_is_almost_destroyed() => Assert.Null(Scenes.Dying().WhatFails());

    [Fact]
    public void Holds_in_the_empty_state_before_anything_was_created() =>
        Assert.Null(new Oracle(new KernelMachine()).WhatFails());

    /// <summary>A sentence that no state can break says nothing.</summary>
    [Fact]
    public void Every_part_and_every_count_is_broken_by_some_single_wrong_entry()
    {
        var unbroken = Numbers.Small.Invariant.Select(p => p.Name)
            .Concat(Numbers.Small.Counts.Select(c => c.Name)).ToHashSet();

        foreach (Oracle oracle in (Oracle[])[Scenes.Connected(), Scenes.Changing(), Scenes.Dying()])
        {
            foreach (Field field in Fields.All) Break(oracle, field, unbroken);
        }

        Assert.Empty(unbroken);
    }

    private static void Break(Oracle oracle, Field field, HashSet<string> unbroken)
    {
        FieldPlace place = KernelLayout.Of(field);
        for (int row = 0; row < place.Rows && unbroken.Count > 0; row++)
        {
            for (int column = 0; column < place.Columns; column++) Break(oracle, field, row, column, unbroken);
        }
    }

    private static void Break(Oracle oracle, Field field, int row, int column, HashSet<string> unbroken)
    {
        ulong right = oracle.Machine.Read(field, row, column);
        foreach (ulong wrong in (ulong[])[0, 1, 2, right + 1, right ^ 2, ulong.MaxValue])
        {
            oracle.Machine.Write(field, row, column, wrong);
            unbroken.ExceptWith(Oracle.Broken(oracle.Machine.Abstract(), unbroken));
        }

        oracle.Machine.Write(field, row, column, right);
    }
}
