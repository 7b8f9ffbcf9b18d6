using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>What EVTCHNOP_status tells of a port.</summary>
public struct PortStatus
{
    /// <summary>Xen's EVTCHNSTAT_*: 0 closed, 1 unbound, 2 interdomain, 4 virq, 5 ipi.</summary>
    public uint Status;

    /// <summary>Unbound, interdomain: the domain at the other end. Virq: the virtual interrupt. Else 0.</summary>
    public uint Remote;

    /// <summary>Interdomain: the port at the other end. Else 0.</summary>
    public uint RemotePort;
}

/// <content>EVTCHNOP_status.</content>
public static partial class EventChannel
{
    /// <summary>Tells the state of a port.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">
    /// Whose port: the caller's, or another's (-EPERM unless privileged, -ESRCH unless it exists).
    /// </param>
    /// <param name="port">The port, below Limits.Ports, else -EINVAL.</param>
    /// <param name="status">What is told; all 0 on error.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Status(ref State s, uint caller, uint dom, uint port, out PortStatus status)
    {
        status.Status = 0;
        status.Remote = 0;
        status.RemotePort = 0;
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (port >= Limits.Ports)
            return Errno.Invalid;

        ref Port entry = ref s.Ports[(int)domain][(int)port];
        if (entry.State == PortState.Unbound)
        {
            status.Status = 1;
            status.Remote = entry.RemoteDomain;
        }
        else if (entry.State == PortState.Interdomain)
        {
            status.Status = 2;
            status.Remote = entry.RemoteDomain;
            status.RemotePort = entry.RemotePort;
        }
        else if (entry.State == PortState.Virq)
        {
            status.Status = 4;
            status.Remote = entry.Virq;
        }
        else if (entry.State == PortState.Ipi)
        {
            status.Status = 5;
        }

        return Errno.Okay;
    }
}
