using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>EVTCHNOP_close.</content>
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

        ref Port entry = ref s.Ports[(int)caller][(int)port];
        if (entry.State == PortState.Free || entry.State == PortState.Reserved)
            return Errno.Invalid;

        if (entry.State == PortState.Interdomain)
        {
            ref Port peer = ref s.Ports[entry.RemoteDomain][entry.RemotePort];
            peer.State = PortState.Unbound;
            peer.RemoteDomain = (ushort)caller;
            peer.RemotePort = 0;
        }

        entry.State = PortState.Free;
        entry.RemoteDomain = 0;
        entry.RemotePort = 0;
        entry.Virq = 0;
        FreePort.Return(ref s.FreePorts[(int)caller], port);
        FrameMemory.AtomicAnd64(
            ref s, s.Domains[(int)caller].SharedInfoFrame, SharedInfo.Pending + 8 * (port >> 6),
            ~(1UL << (int)(port & 63)));
        return Errno.Okay;
    }
}
