using Verified.Explorer.Checks;
using Verified.Kernel;

namespace Verified.Explorer.States;

/// <summary>
/// The decision cache of states that differ in nothing else. A remembered decision is one that would be given now, or
/// it is a violation; so whether it is remembered changes no answer and nothing but the cache. Of these states one is
/// gone on from: the one that remembers every decision that would be given now, in which the most could become stale.
/// Each step that asks is made a second time with none remembered, and must come to the same (Stepper).
/// </summary>
internal static class RememberedDecisions
{
    /// <summary>Remembers all that would be given now.</summary>
    public static void Fill(ref State s)
    {
        for (uint a = 0; a < Limits.Domains; a++)
        {
            ulong row = 0;
            for (uint b = 0; b < Limits.Domains; b++)
                if (WouldBeGiven(ref s, a, b)) row |= 1UL << (int)b;
            s.Monitor.Decisions[(int)a] = row;
        }
    }

    /// <summary>A decision that is remembered and would not be given now; null if there is none.</summary>
    public static Wrong? WhatIsStale(ref State s)
    {
        for (uint a = 0; a < Limits.Domains; a++)
        {
            ulong row = s.Monitor.Decisions[(int)a];
            for (uint b = 0; row != 0 && b < Limits.Domains; b++)
            {
                if (((row >> (int)b) & 1) != 0 && !WouldBeGiven(ref s, a, b))
                    return new("stale decision", $"it is remembered that domain {a} and domain {b} may share, and they may not");
            }
        }

        return null;
    }

    private static bool WouldBeGiven(ref State s, uint a, uint b) =>
        s.Domains[(int)a].Status != DomainStatus.Free && s.Domains[(int)b].Status != DomainStatus.Free
        && PolicyRules.MayShare(ref s, a, b);
}
