using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// event_channel_op(cmd, argument): copies the argument in, and results out (structures of public/event_channel.h,
/// the same for 32-bit and 64-bit callers).
/// </summary>
public static class EventChannelCall
{
    /// <summary>The most ports that one step of a reset closes.</summary>
    public const uint PortsAStep = 16;

    private const uint BindInterdomain = 0;
    private const uint BindVirq = 1;
    private const uint Close = 3;
    private const uint Send = 4;
    private const uint Status = 5;
    private const uint AllocUnbound = 6;
    private const uint BindIpi = 7;
    private const uint BindVcpu = 8;
    private const uint Unmask = 9;
    private const uint Reset = 10;
    private const uint InitControl = 11;

    /// <summary>
    /// Runs one operation; -ENOSYS for one that is not offered, -EFAULT for an argument out of reach.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        if (command == Send)
            return OfSend(ref s, caller, ref request);
        if (command == Unmask || command == Close)
            return OfPort(ref s, caller, ref request, command);
        if (command == BindInterdomain)
            return OfBindInterdomain(ref s, caller, ref request);
        if (command == AllocUnbound)
            return OfAllocUnbound(ref s, caller, ref request);
        if (command == Status)
            return OfStatus(ref s, caller, ref request);
        return RunRare(ref s, caller, ref request, ref effect);
    }

    /// <summary>The operations that a guest asks for seldom.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long RunRare(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        if (command == BindVirq || command == BindIpi || command == BindVcpu)
            return OfOwnPort(ref s, caller, ref request, command);
        if (command == Reset)
            return OfReset(ref s, caller, ref request, ref effect);
        if (command == InitControl)
            return OfInitControl(ref s, caller, ref request);

        return Errno.NoSuchCall;
    }

    /// <summary>
    /// evtchn_bind_virq: { u32 virq, u32 vcpu, out u32 port }; evtchn_bind_ipi: { u32 vcpu, out u32 port };
    /// evtchn_bind_vcpu: { u32 port, u32 vcpu }.
    /// </summary>
    private static long OfOwnPort(ref State s, uint caller, ref HypercallRequest request, uint command)
    {
        uint place = command == BindVirq ? 8u : 4;
        uint length = command == BindVirq ? 12u : 8;
        uint access = command == BindVcpu ? GuestAccess.Read : GuestAccess.Write;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, length, access, out GuestBuffer argument))
            return Errno.BadAddress;

        uint first = argument.Read32(ref s, 0);
        if (command == BindVcpu)
            return EventChannel.BindVcpu(ref s, caller, first, argument.Read32(ref s, 4));

        long port = command == BindVirq
            ? EventChannel.BindVirq(ref s, caller, first, argument.Read32(ref s, 4))
            : EventChannel.BindIpi(ref s, caller, first);
        if (port < 0)
            return port;

        argument.Write32(ref s, place, (uint)port);
        return Errno.Okay;
    }

    /// <summary>evtchn_reset: { u16 dom }. What is left is done when the guest executes its VMMCALL again.</summary>
    private static long OfReset(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 2, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read8(ref s, 0) | ((uint)argument.Read8(ref s, 1) << 8);
        for (uint i = 0; i < PortsAStep; i++)
        {
            long result = EventChannel.Reset(ref s, caller, domain);
            if (result <= 0)
                return result;
        }

        effect.Kind = EffectKind.Continue;
        return Errno.Okay;
    }

    /// <summary>evtchn_init_control: { u64 control_gfn, u32 offset, u32 vcpu, out u8 link_bits }.</summary>
    private static long OfInitControl(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 24, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;

        return EventChannel.InitControl(
            ref s, caller, argument.Read64(ref s, 0), argument.Read32(ref s, 8), argument.Read32(ref s, 12));
    }

    /// <summary>evtchn_send: { u32 port }.</summary>
    private static long OfSend(ref State s, uint caller, ref HypercallRequest request)
    {
        long port = GuestBuffer.ReadWord(ref s, caller, ref request.Mode, request.Argument2);
        return port < 0 ? Errno.BadAddress : EventChannel.Send(ref s, caller, (uint)port);
    }

    /// <summary>evtchn_unmask, evtchn_close: { u32 port }.</summary>
    private static long OfPort(ref State s, uint caller, ref HypercallRequest request, uint command)
    {
        long port = GuestBuffer.ReadWord(ref s, caller, ref request.Mode, request.Argument2);
        if (port < 0)
            return Errno.BadAddress;
        return command == Unmask
            ? EventChannel.Unmask(ref s, caller, (uint)port)
            : EventChannel.Close(ref s, caller, (uint)port);
    }

    /// <summary>evtchn_alloc_unbound: { u16 dom, u16 remote_dom, out u32 port }.</summary>
    private static long OfAllocUnbound(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpenHere(
                ref s, caller, ref request.Mode, request.Argument2, 8, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domains = argument.Read32(ref s, 0);
        long port = EventChannel.AllocUnbound(ref s, caller, domains & 0xffff, domains >> 16);
        if (port < 0)
            return port;

        argument.Write32(ref s, 4, (uint)port);
        return Errno.Okay;
    }

    /// <summary>evtchn_bind_interdomain: { u16 remote_dom, u32 remote_port, out u32 local_port }.</summary>
    private static long OfBindInterdomain(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpenHere(
                ref s, caller, ref request.Mode, request.Argument2, 12, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;

        uint remote = argument.Read32(ref s, 0) & 0xffff;
        uint remotePort = argument.Read32(ref s, 4);
        long port = EventChannel.BindInterdomain(ref s, caller, remote, remotePort);
        if (port < 0)
            return port;

        argument.Write32(ref s, 8, (uint)port);
        return Errno.Okay;
    }

    /// <summary>
    /// evtchn_status: { u16 dom, u32 port, out u32 status, out u32 vcpu, out union { u16 dom, u32 port; u32 virq } }.
    /// </summary>
    private static long OfStatus(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 24, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        uint port = argument.Read32(ref s, 4);
        long result = EventChannel.Status(ref s, caller, domain, port, out PortStatus status);
        if (result < 0)
            return result;

        argument.Write32(ref s, 8, status.Status);
        argument.Write32(ref s, 12, 0);
        argument.Write32(ref s, 16, status.Remote);
        argument.Write32(ref s, 20, status.RemotePort);
        return Errno.Okay;
    }
}
