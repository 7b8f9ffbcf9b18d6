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
    public static bool MayShareStaged(ref State s, uint a, uint b) => true;
}
