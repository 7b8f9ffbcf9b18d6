using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>GNTTABOP_swap_grant_ref.</content>
public static partial class GrantTable
{
    /// <summary>Two entries of the caller's own grant table change places; an entry and itself stay.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="a">One reference.</param>
    /// <param name="b">The other.</param>
    /// <returns>0, GNTST_bad_gntref, or GNTST_eagain while one of them is in use.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long SwapGrantRef(ref State s, uint caller, uint a, uint b)
    {
        if (a >= Limits.GrantReferences || b >= Limits.GrantReferences)
            return GrantStatus.BadReference;
        if (a == b)
            return GrantStatus.Okay;
        if (InUse(ref s, caller, a) || InUse(ref s, caller, b))
            return GrantStatus.TryAgain;

        uint table = s.Domains[(int)caller].GrantFrame;
        ulong entryOfA = FrameMemory.Read64(ref s, table, a * GrantEntry.Size);
        ulong entryOfB = FrameMemory.Read64(ref s, table, b * GrantEntry.Size);
        FrameMemory.Write64(ref s, table, a * GrantEntry.Size, entryOfB);
        FrameMemory.Write64(ref s, table, b * GrantEntry.Size, entryOfA);
        return GrantStatus.Okay;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool InUse(ref State s, uint granter, uint reference)
    {
        ref ActiveGrant active = ref s.ActiveGrants[(int)granter][(int)reference];
        return (active.ReadPins | active.WritePins) != 0;
    }
}
