using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Testing;

/// <summary>Labels and privilege; and of an id that no domain has, nothing is left in any table.</summary>
internal static class DomainInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        for (int d = 0; d < Limits.Domains; d++)
        {
            ref Domain domain = ref s.Domains[d];
            if (domain.Status == DomainStatus.Free)
                CheckFree(ref s, d, found);
            else
                CheckAlive(ref s, d, found);
        }
    }

    private static void CheckAlive(ref State s, int d, List<string> found)
    {
        ref Domain domain = ref s.Domains[d];
        ref PolicyTables policy = ref InForce.Policy(ref s.Monitor);
        uint label = Label.Of(ref s, (uint)d);
        if (label >= policy.LabelCount || (label == 0 && policy.UnlabeledDefined == 0))
            found.Add($"domain {d} has no label of the policy");
        if (label == policy.BootstrapLabel && d != 0)
            found.Add($"domain {d} carries the bootstrap label");
        if (domain.Privileged != 0 && d != 0)
            found.Add($"domain {d} is privileged");
        if (s.Vcpus[d].Run == VcpuRun.Polling ? s.Vcpus[d].PollPort >= Limits.Ports : s.Vcpus[d].PollPort != 0)
            found.Add($"domain {d} polls for port {s.Vcpus[d].PollPort}");
    }

    private static void CheckFree(ref State s, int d, List<string> found)
    {
        bool clean = IsZero(ref s.Ports[d]) && IsZero(ref s.FreePorts[d]) && IsZero(ref s.ActiveGrants[d])
            && s.FreePortWords[d] == 0 && s.FreeHandleWords[d] == 0
            && IsZero(ref s.Mappings[d]) && IsZero(ref s.FreeHandles[d]) && IsZero(ref s.Leaves[d])
            && IsZero(ref s.Domains[d]) && s.DestroyCursors[d] == 0 && IsZero(ref s.Vcpus[d]) && IsZero(ref s.VirqPorts[d]) && IsZero(ref s.Params[d]);
        if (!clean)
            found.Add($"domain id {d} is free, but something of it is left");
    }

    private static bool IsZero<T>(ref T value)
        where T : unmanaged =>
        !MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref value, 1)).ContainsAnyExcept((byte)0)
        && Unsafe.SizeOf<T>() > 0;
}
