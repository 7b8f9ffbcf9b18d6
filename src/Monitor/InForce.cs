using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>What is in force: a labelling, and through it a policy.</summary>
public static class InForce
{
    /// <summary>The labelling in force.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Labelling Labelling(ref MonitorState m) => ref m.Labellings[(int)(m.Current & 1)];

    /// <summary>The policy in force.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref PolicyTables Policy(ref MonitorState m) => ref m.Policies[(int)(Labelling(ref m).Policy & 1)];
}

/// <summary>What a change builds while it is under way: the other labelling, and the policy that it is by.</summary>
public static class Staged
{
    /// <summary>The labelling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Labelling Labelling(ref MonitorState m) => ref m.Labellings[(int)(~m.Current & 1)];

    /// <summary>The policy whose labels it gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref PolicyTables Policy(ref MonitorState m) => ref m.Policies[(int)(Labelling(ref m).Policy & 1)];

    /// <summary>The slot that a policy may be loaded into: not the one in force.</summary>
    public static ref PolicyTables Unused(ref MonitorState m) => ref m.Policies[(int)UnusedSlot(ref m)];

    /// <summary>The number of that slot.</summary>
    public static uint UnusedSlot(ref MonitorState m) => ~InForce.Labelling(ref m).Policy & 1;

    /// <summary>Whether a change has given a domain its new label.</summary>
    public static bool Has(ref MonitorState m, uint domain) =>
        m.Change.Phase != ChangePhase.None
        && (m.Change.Phase == ChangePhase.Scanning || domain < m.Change.Domain);
}
