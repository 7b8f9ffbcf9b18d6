using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>
/// The Chinese Wall: at most one type of a conflict set runs at a time. Types are counted, because several domains
/// may carry the same one; <see cref="Labelling.RunningTypes"/> is the set of those whose count is not 0, so that
/// a decision costs four words a conflict set.
/// </summary>
public static class ChineseWall
{
    /// <summary>
    /// Whether one more domain of this label may run: for every conflict set, either the label has no type of it, or
    /// at most one of its types would run.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">An ssidref; one beyond the table is denied.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool MayRun(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        if (label >= Limits.Labels)
            return false;

        ref TypeSet own = ref policy.Labels[(int)label].WallTypes;
        ref TypeSet running = ref labelling.RunningTypes;
        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            ref TypeSet set = ref policy.Conflicts[c];
            if (TypeSets.Meet(ref set, ref own) && TypeSets.ManyOfUnion(ref set, ref own, ref running))
                return false;
        }

        return true;
    }

    /// <summary>The same under what is in force.</summary>
    public static bool MayRun(ref MonitorState m, uint label) =>
        MayRun(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), label);

    /// <summary>The lowest type of a label that stands in a conflict set of which two types would run.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">The ssidref of one more domain.</param>
    /// <returns>The type, or <see cref="NoType"/> when the domain may run.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint FirstConflict(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        if (label >= policy.LabelCount || label >= Limits.Labels)
            return NoType;

        ref TypeSet own = ref policy.Labels[(int)label].WallTypes;
        TypeSet conflicting = default;
        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            ref TypeSet set = ref policy.Conflicts[c];
            if (TypeSets.ManyOfUnion(ref set, ref own, ref labelling.RunningTypes))
                TypeSets.AddCommon(ref conflicting, ref set, ref own);
        }

        for (int type = 0; type < Limits.Types; type++)
        {
            if (TypeSets.Bit(ref conflicting, type) != 0)
                return (uint)type;
        }

        return NoType;
    }

    /// <summary>More than any type.</summary>
    public const uint NoType = 256;

    /// <summary>A domain of this label exists from now on: its types run.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">The domain's ssidref; one that the policy does not have stands for no types.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Start(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        ref TypeSet row = ref policy.Labels[(int)(label & (Limits.Labels - 1))].WallTypes;
        bool isLabel = label < policy.LabelCount;
        ref TypeSet running = ref labelling.RunningTypes;
        running.Word0 = StartWord(ref labelling, 0, running.Word0, isLabel ? row.Word0 : 0);
        running.Word1 = StartWord(ref labelling, 1, running.Word1, isLabel ? row.Word1 : 0);
        running.Word2 = StartWord(ref labelling, 2, running.Word2, isLabel ? row.Word2 : 0);
        running.Word3 = StartWord(ref labelling, 3, running.Word3, isLabel ? row.Word3 : 0);
    }

    /// <summary>The same under what is in force.</summary>
    public static void Start(ref MonitorState m, uint label) =>
        Start(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), label);

    /// <summary>A domain of this label is gone: its types stop, unless another domain still carries them.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="labelling">The domains that run, by that policy's labels.</param>
    /// <param name="label">The ssidref with which the domain was started.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Stop(ref PolicyTables policy, ref Labelling labelling, uint label)
    {
        ref TypeSet row = ref policy.Labels[(int)(label & (Limits.Labels - 1))].WallTypes;
        bool isLabel = label < policy.LabelCount;
        ref TypeSet running = ref labelling.RunningTypes;
        running.Word0 = StopWord(ref labelling, 0, running.Word0, isLabel ? row.Word0 : 0);
        running.Word1 = StopWord(ref labelling, 1, running.Word1, isLabel ? row.Word1 : 0);
        running.Word2 = StopWord(ref labelling, 2, running.Word2, isLabel ? row.Word2 : 0);
        running.Word3 = StopWord(ref labelling, 3, running.Word3, isLabel ? row.Word3 : 0);
    }

    /// <summary>The same under what is in force.</summary>
    public static void Stop(ref MonitorState m, uint label) =>
        Stop(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), label);

    /// <summary>Counts one more domain for the types of a word of a set; returns that word of the running types.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong StartWord(ref Labelling labelling, int word, ulong running, ulong own)
    {
        for (int type = 64 * word; type < 64 * word + 64 && type < Limits.Types; type++)
        {
            ref uint count = ref labelling.Running[type];
            count = More(count, own & (1UL << type));
        }

        return running | own;
    }

    /// <summary>Counts one domain less for the types of a word of a set; returns that word of the running types.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong StopWord(ref Labelling labelling, int word, ulong running, ulong own)
    {
        for (int type = 64 * word; type < 64 * word + 64 && type < Limits.Types; type++)
        {
            ulong carried = own & (1UL << type);
            ref uint count = ref labelling.Running[type];
            count = Less(count, carried);
            running = Without(running, 1UL << type, carried, count);
        }

        return running;
    }

    // Choices in routines of their own: in a loop the compiler makes branches of them, and paths that meet again late.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint More(uint count, ulong carried) => carried != 0 ? count + 1 : count;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Less(uint count, ulong carried) => carried != 0 ? count - 1 : count;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Without(ulong running, ulong type, ulong carried, uint left) =>
        carried != 0 & left == 0 ? running & ~type : running;
}
