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
        ref PolicyTables policy = ref InForce.Policy(ref s.Monitor);
        ref Labelling labelling = ref InForce.Labelling(ref s.Monitor);
        for (int t = 0; t < Limits.Types; t++)
        {
            uint carriers = 0;
            for (uint d = 0; d < Limits.Domains; d++)
            {
                if (Invariants.InUse(ref s, d))
                    carriers += TypeSets.Bit(ref policy.Labels[Label.Of(ref s, d)].WallTypes, t);
            }

            if (labelling.Running[t] != carriers)
                found.Add($"type {t} counts {labelling.Running[t]} domains and {carriers} carry it");
            if (TypeSets.Bit(ref labelling.RunningTypes, t) != (carriers > 0 ? 1u : 0u))
                found.Add($"type {t} is running or not, against its count");
        }

        ulong running = labelling.RunningTypes.Word0;
        for (int c = 0; c < Limits.ConflictSets; c++)
        {
            if (BitOperations.PopCount(running & policy.Conflicts[c].Word0) > 1)
                found.Add($"two types of conflict set {c} run");
        }
    }
}
