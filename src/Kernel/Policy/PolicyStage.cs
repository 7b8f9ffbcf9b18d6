using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>
/// What the loader of a policy writes while no change is under way: the slot that is not in force, and what becomes of
/// the labels.
/// </summary>
public static class PolicyStage
{
    /// <summary>Puts 64 types into a row of the staged policy.</summary>
    /// <param name="s">The state.</param>
    /// <param name="table">0: Simple Type Enforcement; 1: Chinese Wall; 2: conflict sets.</param>
    /// <param name="row">A label, or a conflict set.</param>
    /// <param name="word">Which 64 types: 0 to 3.</param>
    /// <param name="types">The types, bit t % 64 for type t.</param>
    /// <returns>0; -EBUSY during a change; -EINVAL beyond the tables.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Types(ref State s, uint table, uint row, uint word, ulong types)
    {
        if (s.Monitor.Change.Phase != ChangePhase.None)
            return Errno.Busy;
        if (table > 2 || word > 3 || row >= (table == 2 ? (uint)Limits.ConflictSets : (uint)Limits.Labels))
            return Errno.Invalid;

        ref PolicyTables policy = ref Staged.Unused(ref s.Monitor);
        if (table == 0)
            Put(ref policy.Labels[(int)row].SteTypes, word, types);
        else if (table == 1)
            Put(ref policy.Labels[(int)row].WallTypes, word, types);
        else
            Put(ref policy.Conflicts[(int)row], word, types);
        return Errno.Okay;
    }

    private static void Put(ref TypeSet set, uint word, ulong types)
    {
        if (word == 0)
            set.Word0 = types;
        else if (word == 1)
            set.Word1 = types;
        else if (word == 2)
            set.Word2 = types;
        else
            set.Word3 = types;
    }

    /// <summary>Says how much of the staged policy's tables means something.</summary>
    /// <param name="s">The state.</param>
    /// <param name="labels">VM labels.</param>
    /// <param name="resources">Resource labels.</param>
    /// <param name="conflicts">Conflict sets.</param>
    /// <param name="bootstrap">The bootstrap label.</param>
    /// <param name="unlabeled">1 when label 0 is one that the policy defines.</param>
    /// <returns>0; -EBUSY during a change; -EINVAL beyond the tables.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Counts(
        ref State s, uint labels, uint resources, uint conflicts, uint bootstrap, uint unlabeled)
    {
        if (s.Monitor.Change.Phase != ChangePhase.None)
            return Errno.Busy;
        if (labels > Limits.Labels || resources > Limits.Labels || labels + resources > Limits.Labels
            || conflicts > Limits.ConflictSets || bootstrap >= labels || unlabeled > 1)
            return Errno.Invalid;

        ref PolicyTables policy = ref Staged.Unused(ref s.Monitor);
        policy.LabelCount = labels;
        policy.ResourceCount = resources;
        policy.ConflictCount = conflicts;
        policy.BootstrapLabel = bootstrap;
        policy.UnlabeledDefined = unlabeled;
        return Errno.Okay;
    }

    /// <summary>Says what becomes of a label in force: a domain created during the change gets both.</summary>
    /// <param name="s">The state.</param>
    /// <param name="label">The label.</param>
    /// <param name="successor">Its number in the staged policy; 0xffff when it is deleted.</param>
    /// <returns>0; -EBUSY during a change; -EINVAL beyond the tables.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Successor(ref State s, uint label, uint successor)
    {
        if (s.Monitor.Change.Phase != ChangePhase.None)
            return Errno.Busy;
        if (label >= Limits.Labels || successor > PolicyChange.Deleted)
            return Errno.Invalid;

        s.Monitor.Change.Successors[(int)label] = (ushort)successor;
        return Errno.Okay;
    }

    /// <summary>Stages a policy that was read from a file: every row of every table, then the counts.</summary>
    /// <param name="s">The state.</param>
    /// <param name="policy">The policy, apart from the monitor's own tables.</param>
    /// <returns>0; -EBUSY during a change.</returns>
    public static long Whole(ref State s, ref PolicyTables policy)
    {
        if (s.Monitor.Change.Phase != ChangePhase.None)
            return Errno.Busy;

        for (uint label = 0; label < Limits.Labels; label++)
        {
            Row(ref s, 0, label, ref policy.Labels[(int)label].SteTypes);
            Row(ref s, 1, label, ref policy.Labels[(int)label].WallTypes);
        }

        for (uint set = 0; set < Limits.ConflictSets; set++)
            Row(ref s, 2, set, ref policy.Conflicts[(int)set]);
        return Counts(
            ref s, policy.LabelCount, policy.ResourceCount, policy.ConflictCount, policy.BootstrapLabel,
            policy.UnlabeledDefined);
    }

    private static void Row(ref State s, uint table, uint row, ref TypeSet types)
    {
        Types(ref s, table, row, 0, types.Word0);
        Types(ref s, table, row, 1, types.Word1);
        Types(ref s, table, row, 2, types.Word2);
        Types(ref s, table, row, 3, types.Word3);
    }
}
