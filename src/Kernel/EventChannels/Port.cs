using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>The states of an event channel port, with Xen's numbers (xen/include/xen/sched.h, ECS_*).</summary>
public static class PortState
{
    /// <summary>Available for use.</summary>
    public const byte Free = 0;

    /// <summary>Never handed out (port 0).</summary>
    public const byte Reserved = 1;

    /// <summary>Waiting for the remote domain to bind it.</summary>
    public const byte Unbound = 2;

    /// <summary>Connected to a port of the remote domain.</summary>
    public const byte Interdomain = 3;

    /// <summary>Bound to a virtual interrupt.</summary>
    public const byte Virq = 5;

    /// <summary>Bound to the vCPU itself.</summary>
    public const byte Ipi = 6;
}

/// <summary>An event channel port of a domain.</summary>
public struct Port
{
    /// <summary>One of <see cref="PortState"/>.</summary>
    public byte State;

    /// <summary>Always 0.</summary>
    public byte Padding;

    /// <summary>Unbound, interdomain: the domain at the other end; else 0.</summary>
    public ushort RemoteDomain;

    /// <summary>Interdomain: the port at the other end; else 0.</summary>
    public ushort RemotePort;

    /// <summary>Virq: the virtual interrupt's number; else 0.</summary>
    public ushort Virq;
}

/// <summary>The ports of one domain.</summary>
[InlineArray(Limits.Ports)]
public struct PortRow
{
    private Port _port;
}

/// <summary>All ports, [domain][port].</summary>
[InlineArray(Limits.Domains)]
public struct PortTable
{
    private PortRow _row;
}

/// <summary>One bit a port, set iff the port is free: bit p % 64 of word p / 64.</summary>
[InlineArray((Limits.Ports + 63) / 64)]
public struct PortBitmap
{
    private ulong _word;
}

/// <summary>The free ports of every domain.</summary>
[InlineArray(Limits.Domains)]
public struct PortBitmaps
{
    private PortBitmap _bitmap;
}

/// <summary>
/// Beside a bitmap for each domain: which of its words have a bit, bit w for word w. However full a table is, its lowest
/// free entry is two steps away.
/// </summary>
[InlineArray(Limits.Domains)]
public struct FreeWordTable
{
    private ulong _words;
}

/// <summary>The port that each virtual interrupt of a domain is bound to; 0 for none.</summary>
[InlineArray(Limits.VirtualInterrupts)]
public struct VirqPortRow
{
    private ushort _port;
}

/// <summary>The ports of virtual interrupts, [domain][virq].</summary>
[InlineArray(Limits.Domains)]
public struct VirqPortTable
{
    private VirqPortRow _row;
}
