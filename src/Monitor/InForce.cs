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
