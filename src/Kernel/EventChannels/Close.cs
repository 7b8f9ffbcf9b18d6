using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>EVTCHNOP_close and EVTCHNOP_reset.</content>
public static partial class EventChannel
{
    /// <summary>
    /// Frees a port. The other end of a channel goes back to waiting for the caller, without an event, as in Xen.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="port">Its port; -EINVAL when it is free, reserved or beyond the table.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Close(ref State s, uint caller, uint port)
    {
        if (port >= Limits.Ports)
            return Errno.Invalid;

        byte state = s.Ports[(int)caller][(int)port].State;
        if (state == PortState.Free || state == PortState.Reserved)
            return Errno.Invalid;

        ClosePort(ref s, caller, port);
        return Errno.Okay;
    }

    /// <summary>One step of EVTCHNOP_reset: closes the lowest port that a domain has in use.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">
    /// Whose ports: the caller's, or another's (-EPERM unless privileged, -ESRCH unless it exists, -EINVAL unless it is
    /// paused).
    /// </param>
    /// <returns>1 when a port was closed, 0 when none was in use: then the reset is complete.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Reset(ref State s, uint caller, uint dom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (domain != caller && s.Vcpus[(int)domain].Paused == 0)
            return Errno.Invalid;

        uint port = FreePort.LowestInUse(ref s.FreePorts[(int)domain]);
        if (port >= Limits.Ports)
            return 0;

        ClosePort(ref s, domain, port);
        return 1;
    }

    /// <summary>Closes a port that is in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ClosePort(ref State s, uint domain, uint port)
    {
        ref Port entry = ref s.Ports[(int)domain][(int)port];
        if (entry.State == PortState.Interdomain)
        {
            ref Port peer = ref s.Ports[entry.RemoteDomain][entry.RemotePort];
            peer.State = PortState.Unbound;
            peer.RemoteDomain = (ushort)domain;
            peer.RemotePort = 0;
        }
        else if (entry.State == PortState.Virq)
        {
            s.VirqPorts[(int)domain][entry.Virq] = 0;
        }

        entry.State = PortState.Free;
        entry.RemoteDomain = 0;
        entry.RemotePort = 0;
        entry.Virq = 0;
        FreePort.Return(ref s, domain, port);
        FrameMemory.AtomicAnd64(
            ref s, s.Domains[(int)domain].SharedInfoFrame, SharedInfo.Pending + 8 * (port >> 6),
            ~(1UL << (int)(port & 63)));
    }
}
