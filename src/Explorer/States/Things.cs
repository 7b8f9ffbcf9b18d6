using System.Runtime.InteropServices;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Explorer.States;

/// <summary>How many things are in use in a state: what Configuration.AtOnce bounds.</summary>
internal static class Things
{
    /// <summary>The guest frame number at which a domain has its frame of RAM at the start.</summary>
    public const int FirstGfn = 0;

    /// <summary>Counts them.</summary>
    /// <param name="s">The state.</param>
    /// <param name="words">The domains' words of guest memory.</param>
    public static int InUse(ref State s, ReadOnlySpan<ulong> words)
    {
        int things = s.Monitor.Change.Phase == ChangePhase.None ? 0 : 1;
        for (int d = 0; d < Limits.Domains; d++)
        {
            if (s.Domains[d].Status == DomainStatus.Free) continue;
            if (s.Domains[d].Status == DomainStatus.Dying) things++;
            else things += OfVcpu(ref s, d);
            things += OfTables(ref s, d) + OfMemory(ref s, d);
            foreach (ulong entry in words.Slice(d * GuestWords.Count + GuestWords.EventWords, Limits.GrantReferences))
                if (entry != 0) things++;
        }

        return things;
    }

    private static int OfTables(ref State s, int d)
    {
        int things = 0;
        for (int p = 1; p < Limits.Ports; p++) things += s.Ports[d][p].State == PortState.Free ? 0 : 1;
        for (int h = 0; h < Limits.MaptrackHandles; h++) things += s.Mappings[d][h].Used == HandleUse.Free ? 0 : 1;
        ReadOnlySpan<ulong> parameters = MemoryMarshal.CreateReadOnlySpan(ref s.Params[d][0], Limits.Parameters);
        return parameters.ContainsAnyExcept(0UL) ? things + 1 : things;
    }

    // What a handle maps counts with the handle.
    private static int OfMemory(ref State s, int d)
    {
        int things = 0;
        for (int g = 0; g < Limits.GuestFrames; g++)
        {
            uint kind = Leaf.Kind(s.Leaves[d][g]);
            bool isAsAtStart = kind == LeafKind.Mapping || kind == LeafKind.Revoked
                || kind == (g == FirstGfn ? LeafKind.Ram : LeafKind.Empty);
            if (!isAsAtStart && s.Domains[d].Status == DomainStatus.Alive) things++;
        }

        return things;
    }

    private static int OfVcpu(ref State s, int d)
    {
        ref Vcpu vcpu = ref s.Vcpus[d];
        return (vcpu.Run == VcpuRun.Runnable ? 0 : 1)
            + (vcpu.UpcallVector == 0 ? 0 : 1)
            + (vcpu.Paused == 0 ? 1 : 0)
            + (vcpu.Timer == 0 ? 0 : 1)
            + (vcpu.Watchdog1 == 0 ? 0 : 1)
            + (vcpu.Watchdog2 == 0 ? 0 : 1)
            + (vcpu.RunstateUsed == 0 ? 0 : 1)
            + (vcpu.InfoFrame == s.Domains[d].SharedInfoFrame && vcpu.InfoOffset == 0 ? 0 : 1);
    }
}
