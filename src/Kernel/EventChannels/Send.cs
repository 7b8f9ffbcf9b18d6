using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>EVTCHNOP_send and EVTCHNOP_unmask.</content>
public static partial class EventChannel
{
    /// <summary>
    /// EVTCHNOP_send: notifies the other end. It asks no monitor: the decision was taken when the channel was bound.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="port">
    /// Its port: interdomain or IPI; an unbound one swallows the event; any other is -EINVAL.
    /// </param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Send(ref State s, uint caller, uint port)
    {
        if (port >= Limits.Ports)
            return Errno.Invalid;

        ref Port entry = ref s.Ports[(int)caller][(int)port];
        if (entry.State == PortState.Interdomain)
            SetPending(ref s, entry.RemoteDomain, entry.RemotePort);
        else if (entry.State == PortState.Ipi)
            SetPending(ref s, caller, port);
        else if (entry.State != PortState.Unbound)
            return Errno.Invalid;

        return Errno.Okay;
    }

    /// <summary>EVTCHNOP_unmask: lets a port's events through; one that waits is delivered now.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="port">Its port, below Limits.Ports, else -EINVAL; its state does not matter, as in Xen.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Unmask(ref State s, uint caller, uint port)
    {
        if (port >= Limits.Ports)
            return Errno.Invalid;

        uint page = s.Domains[(int)caller].SharedInfoFrame;
        uint word = port >> 6;
        ulong bit = 1UL << (int)(port & 63);
        ulong mask = FrameMemory.Read64(ref s, page, SharedInfo.Mask + 8 * word);
        if ((mask & bit) == 0)
            return Errno.Okay;

        FrameMemory.Write64(ref s, page, SharedInfo.Mask + 8 * word, mask & ~bit);
        if ((FrameMemory.Read64(ref s, page, SharedInfo.Pending + 8 * word) & bit) != 0 && Raise(ref s, caller, word))
            Scheduler.Wake(ref s, caller);

        return Errno.Okay;
    }
}
