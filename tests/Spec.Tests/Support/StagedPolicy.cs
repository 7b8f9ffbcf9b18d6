using Verified.Spec;

namespace Verified.Tests;

/// <summary>
/// A policy that is to replace the sample policy: rows of one word of types each. Its table of deleted labels has none
/// and every label keeps its number, unless told otherwise.
/// </summary>
internal sealed record StagedPolicy(
    ulong[] Ste,
    ulong[] Wall,
    ulong[] Conflicts,
    ulong Bootstrap = 1,
    bool UnlabeledDefined = true,
    int[]? Deleted = null,
    (int Old, int New)[]? Renumbered = null)
{
    /// <summary>The sample policy itself, without its resources.</summary>
    public static StagedPolicy Sample { get; } =
        new([0, 0b111, 0b010, 0b100, 0b010], [0, 0b1, 0, 0b10, 0b100], [0b110]);

    /// <summary>The sample policy, with one label's Simple Type Enforcement types changed.</summary>
    public StagedPolicy WithSte(int label, ulong types) => this with { Ste = Replaced(Ste, label, types) };

    /// <summary>The sample policy, with one label's Chinese Wall types changed.</summary>
    public StagedPolicy WithWall(int label, ulong types) => this with { Wall = Replaced(Wall, label, types) };

    public Specification.Change In(Specification.SystemState state)
    {
        ulong[] deleted = new ulong[Sizes.Small.Labels];
        foreach (int label in Deleted ?? []) deleted[label] = 1;
        ulong[] successor = [.. Enumerable.Range(0, Sizes.Small.Labels).Select(label => (ulong)label)];
        foreach ((int old, int @new) in Renumbered ?? []) successor[old] = (ulong)@new;
        return Specification.PolicyChange(
            state, new((field, row) => Rows(field)[row], Number), Table.Of(deleted, 8), Table.Of(successor, 16));
    }

    private Table Rows(Field field)
    {
        ulong[] rows = new ulong[Sizes.Small.Of(field.Dimensions[1])];
        ulong[] values = field == Labels.SteTypes[0] ? Ste
            : field == Labels.WallTypes[0] ? Wall
            : field == Verified.Spec.Conflicts.Types[0] ? Conflicts
            : [];
        values.CopyTo(rows, 0);
        return Table.Of(rows, 64);
    }

    private Word Number(Field field) => Word.Constant(
        field == Policy.LabelCount ? (ulong)Ste.Length
        : field == Policy.BootstrapLabel ? Bootstrap
        : field == Policy.UnlabeledDefined && UnlabeledDefined ? 1U
        : 0,
        64);

    private static ulong[] Replaced(ulong[] rows, int label, ulong types) =>
        [.. rows.Select((row, i) => i == label ? types : row)];
}
