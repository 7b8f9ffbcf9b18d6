using System.Numerics;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Testing;

/// <summary>
/// Running types are exactly those of the domains that exist, and at most one of a conflict set runs.
/// </summary>
internal static class WallInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        for (int t = 0; t < Limits.Types; t++)
        {
            uint carriers = 0;
            for (uint d = 0; d < Limits.Domains; d++)
            {
                if (Invariants.Alive(ref s, d))
                    carriers += TypeSets.Bit(ref s.Monitor.Labels[s.Domains[(int)d].Ssidref].WallTypes, t);
            }

            if (s.Monitor.Running[t] != carriers)
                found.Add($"type {t} counts {s.Monitor.Running[t]} domains and {carriers} carry it");
            if (TypeSets.Bit(ref s.Monitor.RunningTypes, t) != (carriers > 0 ? 1u : 0u))
                found.Add($"type {t} is running or not, against its count");
        }

        ulong running = s.Monitor.RunningTypes.Word0;
        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            if (BitOperations.PopCount(running & s.Monitor.Conflicts[c].Word0) > 1)
                found.Add($"two types of conflict set {c} run");
        }
    }
}
