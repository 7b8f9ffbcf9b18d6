using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>The labels of domains.</summary>
public static class Label
{
    /// <summary>The label in force of a domain: an index into the label table of the policy in force.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">A domain, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Of(ref State s, uint domain) => InForce.Labelling(ref s.Monitor).Ssidref[(int)domain];

    /// <summary>
    /// Whether a domain with this id may start with a label: the policy in force has it, the bootstrap label is domain
    /// 0's, and the Chinese Wall does not stand against it. While a change is under way, the same of the label's
    /// successor under the other policy.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="id">The domain's id; at least Limits.Domains when none is free.</param>
    /// <param name="ssidref">The label.</param>
    public static bool MayStart(ref State s, uint id, uint ssidref)
    {
        ref MonitorState m = ref s.Monitor;
        if (!MayStart(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), id, ssidref))
            return false;

        return m.Change.Phase == ChangePhase.None
            || MayStart(ref Staged.Policy(ref m), ref Staged.Labelling(ref m), id, Successor(ref m, ssidref));
    }

    /// <summary>A new domain carries a label and, while a change is under way, its successor.</summary>
    /// <param name="s">The state.</param>
    /// <param name="id">The domain.</param>
    /// <param name="ssidref">A label with which it may start.</param>
    public static void Give(ref State s, uint id, uint ssidref)
    {
        ref MonitorState m = ref s.Monitor;
        Give(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), id, ssidref);
        if (Staged.Has(ref m, id))
            Give(ref Staged.Policy(ref m), ref Staged.Labelling(ref m), id, Successor(ref m, ssidref));
    }

    /// <summary>A domain that is gone carries no label any more.</summary>
    /// <param name="s">The state.</param>
    /// <param name="id">The domain.</param>
    public static void Take(ref State s, uint id)
    {
        ref MonitorState m = ref s.Monitor;
        Take(ref InForce.Policy(ref m), ref InForce.Labelling(ref m), id);
        if (Staged.Has(ref m, id))
            Take(ref Staged.Policy(ref m), ref Staged.Labelling(ref m), id);
    }

    /// <summary>Whether a domain may carry a label of a policy at all.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="id">The domain's id.</param>
    /// <param name="ssidref">The label.</param>
    internal static bool MayCarry(ref PolicyTables policy, uint id, uint ssidref) =>
        ReferenceMonitor.IsKnown(ref policy, ssidref) && (ssidref != policy.BootstrapLabel || id == 0);

    /// <summary>Puts a domain into a labelling.</summary>
    internal static void Give(ref PolicyTables policy, ref Labelling labelling, uint id, uint ssidref)
    {
        labelling.Ssidref[(int)id] = (ushort)ssidref;
        ChineseWall.Start(ref policy, ref labelling, ssidref);
    }

    // Asked of labels that the policy has; the mask says so to the compiler, which need not check the bound.
    private static uint Successor(ref MonitorState m, uint ssidref) =>
        m.Change.Successors[(int)(ssidref & (Limits.Labels - 1))];

    private static bool MayStart(ref PolicyTables policy, ref Labelling labelling, uint id, uint ssidref) =>
        MayCarry(ref policy, id, ssidref) && ChineseWall.MayRun(ref policy, ref labelling, ssidref);

    private static void Take(ref PolicyTables policy, ref Labelling labelling, uint id)
    {
        ChineseWall.Stop(ref policy, ref labelling, labelling.Ssidref[(int)id]);
        labelling.Ssidref[(int)id] = 0;
    }
}
