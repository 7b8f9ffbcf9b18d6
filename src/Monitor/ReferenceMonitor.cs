using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>
/// The reference monitor's decisions: pure functions of a policy, given or in force. What is not known is denied.
/// </summary>
public static class ReferenceMonitor
{
    /// <summary>Whether domains of these two VM labels may share: their Simple Type Enforcement types meet.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="a">An ssidref; one beyond the table is an unknown label and denied.</param>
    /// <param name="b">An ssidref, likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref PolicyTables policy, uint a, uint b)
    {
        if (a >= Limits.Labels || b >= Limits.Labels)
            return false;

        return TypeSets.Meet(ref policy.Labels[(int)a].SteTypes, ref policy.Labels[(int)b].SteTypes);
    }

    /// <summary>The same under the policy in force.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref MonitorState m, uint a, uint b) => MayShare(ref InForce.Policy(ref m), a, b);

    /// <summary>Whether a domain of a VM label may use a resource: the resource's type is one of the label's.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="label">The VM's ssidref.</param>
    /// <param name="resource">The row of a resource label: at least LabelCount.</param>
    public static bool MayAccess(ref MonitorState m, uint label, uint resource) =>
        IsVmLabel(ref m, label) && IsResource(ref m, resource) && MayShare(ref m, label, resource);

    /// <summary>
    /// Whether the row is a VM label of the policy in force (whether or not a domain may be created with it).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsVmLabel(ref MonitorState m, uint row) => row < InForce.Policy(ref m).LabelCount;

    /// <summary>Whether the row is a resource label of the policy in force.</summary>
    public static bool IsResource(ref MonitorState m, uint row)
    {
        ref PolicyTables policy = ref InForce.Policy(ref m);
        return row >= policy.LabelCount && row - policy.LabelCount < policy.ResourceCount;
    }

    /// <summary>
    /// Whether a domain may carry this label at all: the policy knows it, and <c>__UNLABELED__</c> (ssidref 0) only
    /// when the policy itself defines it.
    /// </summary>
    public static bool IsKnown(ref PolicyTables policy, uint label) =>
        label < policy.LabelCount && (label != 0 || policy.UnlabeledDefined == 1);

    /// <summary>The same under the policy in force.</summary>
    public static bool IsKnown(ref MonitorState m, uint label) => IsKnown(ref InForce.Policy(ref m), label);
}
