using Verified.Explorer.Configurations;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.States;

/// <summary>The state in which everything starts.</summary>
internal static class Boot
{
    /// <summary>A kernel with a configuration's policies and domains, each domain with one frame of RAM.</summary>
    public static Host Start(Configuration configuration)
    {
        var host = new Host();
        ref State s = ref host.State;
        for (int slot = 0; slot < configuration.Policies.Count; slot++)
            Load(ref s.Monitor.Policies[slot], configuration.Policies[slot]);
        for (int label = 0; label < Limits.Labels; label++) s.Monitor.Change.Successors[label] = (ushort)label;

        uint end = (uint)(Configuration.FirstFrame + 2 * configuration.Domains.Count + configuration.Frames);
        for (uint frame = Configuration.FirstFrame; frame < end; frame++) FramePool.Donate(ref s, frame);
        for (int d = 0; d < configuration.Domains.Count; d++)
        {
            uint ssidref = (uint)configuration.Ssidref(configuration.Domains[d]);
            long id = DomainControl.CreateDomain(
                ref s, 0, ssidref, (uint)configuration.FramesADomain, d == 0 ? 1u : 0);
            if (id != d || PhysicalMap.PopulateFrame(ref s, (uint)d, Things.FirstGfn) != 0)
                throw new ConfigurationException($"the policy does not let domain {d} ({configuration.Domains[d]}) start");
        }

        host.State.Log = default;
        return host;
    }

    private static void Load(ref PolicyTables tables, ExploredPolicy policy)
    {
        List<string> types = [.. policy.Labels.SelectMany(l => l.Types).Distinct()];
        IReadOnlyList<string> wallTypes = Configuration.WallTypes(policy);
        tables.LabelCount = (uint)policy.Labels.Count + 1;
        tables.ConflictCount = (uint)policy.ConflictSets.Count;
        for (int i = 0; i < policy.Labels.Count; i++)
        {
            tables.Labels[i + 1].SteTypes.Word0 = Bits(policy.Labels[i].Types, types);
            tables.Labels[i + 1].WallTypes.Word0 = Bits(policy.Labels[i].WallTypes, wallTypes);
            if (policy.Labels[i].Name == policy.Bootstrap) tables.BootstrapLabel = (uint)i + 1;
        }

        for (int c = 0; c < policy.ConflictSets.Count; c++)
            tables.Conflicts[c].Word0 = Bits(policy.ConflictSets[c], wallTypes);
    }

    private static ulong Bits(IReadOnlyList<string> names, IReadOnlyList<string> all) =>
        names.Aggregate(0UL, (bits, name) => bits | (1UL << all.TakeWhile(n => n != name).Count()));
}
