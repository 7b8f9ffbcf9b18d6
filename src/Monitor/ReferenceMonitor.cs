using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>The reference monitor's decisions: pure functions of its state. What is not known is denied.</summary>
public static class ReferenceMonitor
{
    /// <summary>Whether domains of these two VM labels may share: their Simple Type Enforcement types meet.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="a">An ssidref; one beyond the table is an unknown label and denied.</param>
    /// <param name="b">An ssidref, likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref MonitorState m, uint a, uint b)
    {
        if (a >= Limits.Labels || b >= Limits.Labels)
            return false;

        ref TypeSet x = ref m.Labels[(int)a].SteTypes;
        ref TypeSet y = ref m.Labels[(int)b].SteTypes;
        return ((x.Word0 & y.Word0) | (x.Word1 & y.Word1) | (x.Word2 & y.Word2) | (x.Word3 & y.Word3)) != 0;
    }

    /// <summary>Whether a domain of a VM label may use a resource: the resource's type is one of the label's.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="label">The VM's ssidref.</param>
    /// <param name="resource">The row of a resource label: at least LabelCount.</param>
    public static bool MayAccess(ref MonitorState m, uint label, uint resource) =>
        IsVmLabel(ref m, label) && IsResource(ref m, resource) && MayShare(ref m, label, resource);

    /// <summary>Whether the row is a VM label of the policy (whether or not a domain may be created with it).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsVmLabel(ref MonitorState m, uint row) => row < m.LabelCount;

    /// <summary>Whether the row is a resource label of the policy.</summary>
    public static bool IsResource(ref MonitorState m, uint row) =>
        row >= m.LabelCount && row - m.LabelCount < m.ResourceCount;

    /// <summary>
    /// Whether a domain may be created with this label at all: the policy knows it, and <c>__UNLABELED__</c>
    /// (ssidref 0) only when the policy itself defines it.
    /// </summary>
    public static bool IsKnown(ref MonitorState m, uint label) =>
        IsVmLabel(ref m, label) && (label != 0 || m.UnlabeledDefined != 0);
}
