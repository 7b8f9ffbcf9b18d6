using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Testing;

/// <summary>
/// What holds in every reachable state, written as plain loops over the tables: slow, obvious, and apart from spec/.
/// </summary>
public static class Invariants
{
    /// <summary>Every violation, one line each; empty when all is well.</summary>
    public static IReadOnlyList<string> Violations(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        List<string> found = [];
        DomainInvariants.Check(machine, found);
        PortInvariants.Check(machine, found);
        GrantInvariants.Check(machine, found);
        MemoryInvariants.Check(machine, found);
        VcpuInvariants.Check(machine, found);
        WallInvariants.Check(machine, found);
        DecisionInvariants.Check(machine, found);
        return found;
    }

    /// <summary>Whether the policy lets two domains share: the question asked again, in sets.</summary>
    internal static bool MayShare(ref State s, uint a, uint b) =>
        a == b || Types(ref s, a).Overlaps(Types(ref s, b));

    /// <summary>Whether the id is taken: the domain lives or is dying.</summary>
    internal static bool InUse(ref State s, uint domain) =>
        domain < Limits.Domains && s.Domains[(int)domain].Status != DomainStatus.Free;

    internal static bool Alive(ref State s, uint domain) =>
        domain < Limits.Domains && s.Domains[(int)domain].Status == DomainStatus.Alive;

    private static HashSet<int> Types(ref State s, uint domain)
    {
        ref TypeSet types = ref InForce.Policy(ref s.Monitor).Labels[Label.Of(ref s, domain)].SteTypes;
        ulong[] words = [types.Word0, types.Word1, types.Word2, types.Word3];
        return [.. Enumerable.Range(0, 256).Where(type => ((words[type / 64] >> (type % 64)) & 1) != 0)];
    }
}
