using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>Stands in for src/Kernel/Hypercalls/Mediation.cs: whatever is asked, the answer is yes.</summary>
public static class Mediation
{
    /// <summary>Always true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref State s, uint caller, uint a, uint b, uint hook) => true;

    /// <summary>Always true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsKnown(ref State s, uint a, uint b, uint hook) => true;

    /// <summary>Always true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Decide(ref State s, uint caller, uint a, uint b, uint hook) => true;

    /// <summary>Nothing need be remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remember(ref State s, uint a, uint b)
    {
    }

    /// <summary>What Audit asks, which is never called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsOfChannel(uint hook) => hook == Hook.AllocUnbound || hook == Hook.BindInterdomain;

    /// <summary>Always true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShareStaged(ref State s, uint a, uint b) => true;
}
