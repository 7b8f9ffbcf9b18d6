namespace Verified.Spec;

/// <summary>The tables of sets of types that a policy consists of, as the loader names them.</summary>
public static class StagedTable
{
    /// <summary>Simple Type Enforcement types, a row a label.</summary>
    public const ulong Ste = 0;

    /// <summary>Chinese Wall types, a row a label.</summary>
    public const ulong Wall = 1;

    /// <summary>Conflict sets.</summary>
    public const ulong Conflicts = 2;
}

/// <summary>
/// What the loader of a policy does: while no change is under way it writes what it likes into the slot that is not in
/// force, and says what becomes of the labels in force.
/// </summary>
public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>Puts 64 types into a row of the policy that is staged.</summary>
    public Outcome StageTypes(SystemState state, TWord table, TWord row, TWord word, TWord types)
    {
        var call = new Attempt(state);
        call.Require(!IsChanging(state), Errno.Busy);
        call.Require(table <= Number(StagedTable.Conflicts) & word < Number(4), Errno.Invalid);
        TWord rows = If(table == StagedTable.Conflicts, Number(Sizes.ConflictSets), Number(Sizes.Labels));
        call.Require(row < rows, Errno.Invalid);

        TWord slot = UnusedPolicy(state);
        IReadOnlyList<Field>[] tables = [Labels.SteTypes, Labels.WallTypes, Conflicts.Types];
        SystemState next = state;
        for (int t = 0; t < tables.Length; t++)
        {
            for (int w = 0; w < 4; w++)
            {
                next = SystemState.If(
                    table == (ulong)t & word == (ulong)w, state.With(tables[t][w], slot, row, types), next);
            }
        }

        return call.Succeed(Number(0), next);
    }

    /// <summary>Says how much of the tables of the staged policy means something.</summary>
    public Outcome StageCounts(
        SystemState state, TWord labels, TWord resources, TWord conflicts, TWord bootstrap, TWord unlabeled)
    {
        var call = new Attempt(state);
        call.Require(!IsChanging(state), Errno.Busy);
        call.Require(
            labels <= Number(Sizes.Labels) & resources <= Number(Sizes.Labels) & labels + resources <= Number(Sizes.Labels),
            Errno.Invalid);
        call.Require(conflicts <= Number(Sizes.ConflictSets), Errno.Invalid);
        call.Require(bootstrap < labels & unlabeled <= Number(1), Errno.Invalid);

        TWord slot = UnusedPolicy(state);
        return call.Succeed(Number(0), state
            .With(Policy.LabelCount, slot, labels)
            .With(Policy.ResourceCount, slot, resources)
            .With(Policy.ConflictCount, slot, conflicts)
            .With(Policy.BootstrapLabel, slot, bootstrap)
            .With(Policy.UnlabeledDefined, slot, unlabeled));
    }

    /// <summary>Says what becomes of a label in force: a domain created during the change gets both.</summary>
    public Outcome StageSuccessor(SystemState state, TWord label, TWord successor)
    {
        var call = new Attempt(state);
        call.Require(!IsChanging(state), Errno.Busy);
        call.Require(label < (ulong)Sizes.Labels & successor <= Number(ChangeError.Deleted), Errno.Invalid);
        return call.Succeed(Number(0), state.With(Changing.Successor, label, successor));
    }
}
