namespace Verified.Monitor;

/// <summary>
/// Stands in for src/Monitor/ChineseWall.cs: ACM's Chinese Wall. A domain was refused when it carried a type that
/// conflicts with what runs; the types of one and the same label were never held against each other, and a type that
/// ran already conflicted with nothing.
/// </summary>
public static class ChineseWall
{
    /// <summary>More than any type.</summary>
    public const uint NoType = 256;

    /// <summary>Whether one more domain of this label may run.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">An ssidref; one beyond the table is denied.</param>
    public static bool MayRun(ref PolicyTables policy, ref Labelling labelling, uint label) =>
        label < Limits.Labels && Conflicting(ref policy, ref labelling, label) == 0;

    /// <summary>The same under what is in force.</summary>
    public static bool MayRun(ref MonitorState m, uint label) =>
        MayRun(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), label);

    /// <summary>The lowest type of a label that conflicts with what runs.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">The ssidref of one more domain.</param>
    /// <returns>The type, or <see cref="NoType"/> when the domain may run.</returns>
    public static uint FirstConflict(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        if (label >= policy.LabelCount || label >= Limits.Labels)
            return NoType;

        ulong conflicting = Conflicting(ref policy, ref labelling, label);
        for (int type = 0; type < Limits.Types; type++)
        {
            if ((conflicting >> type & 1) != 0)
                return (uint)type;
        }

        return NoType;
    }

    /// <summary>A domain of this label exists from now on: its types run.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">The domain's ssidref; one that the policy does not have stands for no types.</param>
    public static void Start(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        if (label >= policy.LabelCount || label >= Limits.Labels)
            return;

        ref TypeSet own = ref policy.Labels[(int)label].WallTypes;
        for (int t = 0; t < Limits.Types; t++)
            labelling.Running[t] += TypeSets.Bit(ref own, t);
        labelling.RunningTypes.Word0 |= own.Word0;
    }

    /// <summary>The same under what is in force.</summary>
    public static void Start(ref MonitorState m, uint label) =>
        Start(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), label);

    /// <summary>A domain of this label is gone: its types stop, unless another domain still carries them.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">The ssidref with which the domain was started.</param>
    public static void Stop(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        if (label >= policy.LabelCount || label >= Limits.Labels)
            return;

        ref TypeSet own = ref policy.Labels[(int)label].WallTypes;
        for (int t = 0; t < Limits.Types; t++)
        {
            labelling.Running[t] -= TypeSets.Bit(ref own, t);
            if (labelling.Running[t] == 0)
                TypeSets.Remove(ref labelling.RunningTypes, t);
        }
    }

    /// <summary>The same under what is in force.</summary>
    public static void Stop(ref MonitorState m, uint label) =>
        Stop(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), label);

    // The types of the label that do not run yet, in a set of which another type runs. The explorer's tables are small:
    // all types stand in the first word.
    private static ulong Conflicting(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        ulong own = policy.Labels[(int)label].WallTypes.Word0;
        ulong running = labelling.RunningTypes.Word0;
        ulong conflicting = 0;
        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            ulong set = policy.Conflicts[c].Word0;
            if ((set & running) != 0)
                conflicting |= set & own & ~running;
        }

        return conflicting;
    }
}
