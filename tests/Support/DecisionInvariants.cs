using Verified.Kernel;

namespace Verified.Testing;

/// <summary>What is remembered is true: both domains exist, and the policy in force lets them share.</summary>
internal static class DecisionInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        for (uint a = 0; a < Limits.Domains; a++)
        {
            for (uint b = 0; b < 64; b++)
            {
                if (((s.Monitor.Decisions[(int)a] >> (int)b) & 1) == 0)
                    continue;
                if (!Invariants.InUse(ref s, a) || !Invariants.InUse(ref s, b))
                    found.Add($"a decision about domains {a} and {b} is remembered, and one of them is gone");
                else if (!Invariants.MayShare(ref s, a, b))
                    found.Add($"it is remembered that domains {a} and {b} may share, and they share no type");
            }
        }
    }
}
