using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>
/// The Chinese Wall: at most one type of a conflict set runs at a time. Types are counted, because several domains
/// may carry the same one; <see cref="MonitorState.RunningTypes"/> is the set of those whose count is not 0, so that
/// a decision costs four words a conflict set.
/// </summary>
public static class ChineseWall
{
    /// <summary>
    /// Whether one more domain of this label may run: for every conflict set, either the label has no type of it, or
    /// at most one of its types would run.
    /// </summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="label">An ssidref; one beyond the table is denied.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool MayRun(ref MonitorState m, uint label)
    {
        if (label >= Limits.Labels)
            return false;

        ref TypeSet own = ref m.Labels[(int)label].WallTypes;
        ref TypeSet running = ref m.RunningTypes;
        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            ref TypeSet set = ref m.Conflicts[c];
            if (TypeSets.Meet(ref set, ref own) && TypeSets.ManyOfUnion(ref set, ref own, ref running))
                return false;
        }

        return true;
    }

    /// <summary>A domain of this label exists from now on: its types run.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="label">The ssidref of an admitted domain.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Start(ref MonitorState m, uint label)
    {
        ref TypeSet own = ref m.Labels[(int)label].WallTypes;
        for (int t = 0; t < Limits.Types; t++)
            m.Running[t] += TypeSets.Bit(ref own, t);

        m.RunningTypes.Word0 |= own.Word0;
        m.RunningTypes.Word1 |= own.Word1;
        m.RunningTypes.Word2 |= own.Word2;
        m.RunningTypes.Word3 |= own.Word3;
    }

    /// <summary>A domain of this label is gone: its types stop, unless another domain still carries them.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="label">The ssidref with which the domain was started.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Stop(ref MonitorState m, uint label)
    {
        ref TypeSet own = ref m.Labels[(int)label].WallTypes;
        for (int t = 0; t < Limits.Types; t++)
        {
            uint carried = TypeSets.Bit(ref own, t);
            m.Running[t] -= carried;
            if (carried != 0 && m.Running[t] == 0)
                TypeSets.Remove(ref m.RunningTypes, t);
        }
    }
}
