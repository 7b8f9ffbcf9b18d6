using Verified.Verifier.Changes;

namespace Verified.PolicyCommands.Tests.Changes;

public sealed class SuccessionTests
{
    [Fact]
    public void A_label_continues_the_one_that_it_renames() =>
        Assert.Equal(["A -> B"], Match(["A"], ("B", "A")));

    [Fact]
    public void Two_labels_that_change_names_are_followed() =>
        Assert.Equal(["A -> B", "B -> A"], Match(["A", "B"], ("A", "B"), ("B", "A")));

    [Fact]
    public void A_chain_of_renames_is_followed() =>
        Assert.Equal(["A -> B", "B -> C"], Match(["A", "B"], ("B", "A"), ("C", "B")));

    [Fact]
    public void A_label_that_keeps_its_name_wins_over_one_that_claims_it() =>
        Assert.Equal(["- -> B", "A -> A"], Match(["A"], ("A", null), ("B", "A")));

    [Fact]
    public void The_first_of_two_labels_that_rename_the_same_one_continues_it() =>
        Assert.Equal(["- -> C", "A -> B"], Match(["A"], ("B", "A"), ("C", "A")));

    [Fact]
    public void A_rename_of_no_label_leaves_the_name() =>
        Assert.Equal(["A -> A"], Match(["A"], ("A", "unknown")));

    [Fact]
    public void Labels_are_new_or_deleted_where_nothing_continues_them() =>
        Assert.Equal(["- -> B", "A -> -"], Match(["A"], ("B", null)));

    private static IEnumerable<string> Match(string[] old, params (string Name, string? From)[] @new)
    {
        Policy before = Labelled([.. old.Select(name => (name, (string?)null))]);
        return Succession.OfVmLabels(before, Labelled(@new))
            .Select(label => $"{(label.Old < 0 ? "-" : old[label.Old])} -> {(label.New < 0 ? "-" : @new[label.New].Name)}")
            .Order(StringComparer.Ordinal);
    }

    private static Policy Labelled((string Name, string? From)[] labels) => new()
    {
        File = "p.xml",
        Name = "p",
        Generation = 3,
        SourceHash = [],
        VmLabels = [.. labels.Select(label => new VmLabel(label.Name, label.From, [], [], new("p.xml", 1)))],
        Bootstrap = 0,
    };
}
