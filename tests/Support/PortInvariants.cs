using Verified.Kernel;

namespace Verified.Testing;

/// <summary>Ports are linked both ways, joined only where the policy permits, and counted in the bitmap.</summary>
internal static class PortInvariants
{
    internal static void Check(Machine machine, List<string> found)
    {
        ref State s = ref machine.State;
        for (uint d = 0; d < Limits.Domains; d++)
        {
            CheckVirqs(ref s, d, found);
            for (int w = 0; w < (Limits.Ports + 63) / 64; w++)
            {
                if (((s.FreePortWords[(int)d] >> w) & 1) != (s.FreePorts[(int)d][w] != 0 ? 1UL : 0))
                    found.Add($"word {w} of the free ports of domain {d} and its bit disagree");
            }

            for (uint p = 0; p < Limits.Ports && Invariants.InUse(ref s, d); p++)
            {
                ref Port port = ref s.Ports[(int)d][(int)p];
                bool free = ((s.FreePorts[(int)d][(int)p / 64] >> ((int)p % 64)) & 1) != 0;
                if (free != (port.State == PortState.Free))
                    found.Add($"port {d}.{p}: the bitmap and the state {port.State} disagree");
                bool passed = s.Domains[(int)d].Status == DomainStatus.Dying && s.DestroyCursors[(int)d] > p;
                if (passed && port.State != PortState.Free)
                    found.Add($"port {d}.{p} survived its domain's destruction");
                if ((p == 0 && !passed) != (port.State == PortState.Reserved))
                    found.Add($"port {d}.{p} is in state {port.State}");
                if (Stray(ref port))
                    found.Add($"port {d}.{p} holds what its state {port.State} has no use for");
                if (port.State == PortState.Virq
                    && (port.Virq >= Limits.VirtualInterrupts || s.VirqPorts[(int)d][port.Virq] != p))
                    found.Add($"port {d}.{p} is bound to virtual interrupt {port.Virq}, which has another");
                if (port.State is PortState.Unbound or PortState.Interdomain)
                    CheckRemote(ref s, d, p, found);
            }
        }
    }

    private static void CheckVirqs(ref State s, uint d, List<string> found)
    {
        for (uint v = 0; v < Limits.VirtualInterrupts; v++)
        {
            uint port = s.VirqPorts[(int)d][(int)v];
            if (port >= Limits.Ports || (port != 0 && (s.Ports[(int)d][(int)port].State != PortState.Virq
                || s.Ports[(int)d][(int)port].Virq != v)))
                found.Add($"virtual interrupt {v} of domain {d} names port {port}, which is not its port");
        }
    }

    private static bool Stray(ref Port port) =>
        port.Padding != 0
        || (port.State is not (PortState.Unbound or PortState.Interdomain) && port.RemoteDomain != 0)
        || (port.State is not PortState.Interdomain && port.RemotePort != 0)
        || (port.State is not PortState.Virq && port.Virq != 0);

    private static void CheckRemote(ref State s, uint d, uint p, List<string> found)
    {
        ref Port port = ref s.Ports[(int)d][(int)p];
        uint remote = port.RemoteDomain;
        // A port may go on waiting for a domain that is gone, as in Xen: whoever binds it is asked about then.
        if (port.State == PortState.Unbound && remote < Limits.Domains && !Invariants.InUse(ref s, remote))
            return;
        if (!Invariants.InUse(ref s, remote))
        {
            found.Add($"port {d}.{p} is for domain {remote}, which does not exist");
            return;
        }

        // A port may wait for a domain with which its owner may not share only since the policy was changed.
        bool joins = port.State == PortState.Interdomain || s.Monitor.Current == 0;
        if (joins && !Invariants.MayShare(ref s, d, remote))
            found.Add($"port {d}.{p} joins domains {d} and {remote}, which share no type");
        if (port.State != PortState.Interdomain)
            return;

        ref Port peer = ref s.Ports[(int)remote][port.RemotePort % Limits.Ports];
        if (port.RemotePort >= Limits.Ports || peer.State != PortState.Interdomain || peer.RemoteDomain != d
            || peer.RemotePort != p)
            found.Add($"port {d}.{p} is linked to {remote}.{port.RemotePort}, which is not linked back");
    }
}
