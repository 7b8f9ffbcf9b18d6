using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>EVTCHNOP_bind_virq, bind_ipi, bind_vcpu and init_control: a domain's own ports.</content>
public static partial class EventChannel
{
    // evtchn_fifo_control_block (public/event_channel.h).
    private const uint ControlBlockSize = 72;

    /// <summary>Connects a new port of the caller to a virtual interrupt.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="virq">
    /// The interrupt: below 24, else -EINVAL; one of the whole machine: -EPERM unless the caller is privileged.
    /// </param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT (-EINVAL for an interrupt of the whole machine).</param>
    /// <returns>The lowest free port; -EEXIST when the interrupt has one, -ENOSPC when none is free.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long BindVirq(ref State s, uint caller, uint virq, uint vcpu)
    {
        if (virq >= VirtualInterrupt.Count)
            return Errno.Invalid;
        if (VirtualInterrupt.IsOfMachine(virq))
        {
            if (s.Domains[(int)caller].Privileged == 0)
                return Errno.NotPermitted;
            if (vcpu != 0)
                return Errno.Invalid;
        }

        if (vcpu != 0)
            return Errno.NoEntry;
        ref ushort bound = ref s.VirqPorts[(int)caller][(int)virq];
        if (bound != 0)
            return Errno.AlreadyExists;

        uint port = TakePort(ref s, caller, PortState.Virq);
        if (port >= Limits.Ports)
            return Errno.NoSpace;

        s.Ports[(int)caller][(int)port].Virq = (ushort)virq;
        bound = (ushort)port;
        return port;
    }

    /// <summary>A new port that the caller sends to itself by.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    /// <returns>The lowest free port; -ENOSPC when none is free.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long BindIpi(ref State s, uint caller, uint vcpu)
    {
        if (vcpu != 0)
            return Errno.NoEntry;

        uint port = TakePort(ref s, caller, PortState.Ipi);
        return port < Limits.Ports ? port : Errno.NoSpace;
    }

    /// <summary>Says which vCPU a port notifies: there is one, so nothing changes.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="port">
    /// Its port: unbound, interdomain or an interrupt of the whole machine; else -EINVAL.
    /// </param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long BindVcpu(ref State s, uint caller, uint port, uint vcpu)
    {
        if (vcpu != 0)
            return Errno.NoEntry;
        if (port >= Limits.Ports)
            return Errno.Invalid;

        ref Port entry = ref s.Ports[(int)caller][(int)port];
        if (entry.State == PortState.Virq && VirtualInterrupt.IsOfMachine(entry.Virq))
            return Errno.Okay;
        return entry.State == PortState.Unbound || entry.State == PortState.Interdomain ? Errno.Okay : Errno.Invalid;
    }

    /// <summary>
    /// The FIFO interface is not offered: -ENOSYS, or -EINVAL (-ENOENT) for a control block (vCPU) that could not be one.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="gfn">The guest frame number of the control block.</param>
    /// <param name="offset">Where in that frame.</param>
    /// <param name="vcpu">The vCPU.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long InitControl(ref State s, uint caller, ulong gfn, uint offset, uint vcpu)
    {
        if (vcpu != 0)
            return Errno.NoEntry;
        if ((offset & 7) != 0 || offset > FrameMemory.FrameSize - ControlBlockSize)
            return Errno.Invalid;
        if (gfn >= Limits.GuestFrames || Leaf.Kind(s.Leaves[(int)caller][(int)gfn]) != LeafKind.Ram)
            return Errno.Invalid;
        return Errno.NoSuchCall;
    }

    /// <summary>Takes the lowest free port for a use without a remote end; Limits.Ports when none is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TakePort(ref State s, uint domain, byte use)
    {
        uint port = FreePort.Lowest(ref s, domain);
        if (port >= Limits.Ports)
            return Limits.Ports;

        FreePort.Take(ref s, domain, port);
        s.Ports[(int)domain][(int)port].State = use;
        return port;
    }
}
