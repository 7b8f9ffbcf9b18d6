using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>Whether a domain id is in use.</summary>
public static class DomainStatus
{
    /// <summary>No domain has this id.</summary>
    public const byte Free = 0;

    /// <summary>The domain exists: from its creation on, whether it runs, waits, is paused or has shut down.</summary>
    public const byte Alive = 1;

    /// <summary>The domain is being destroyed: it neither calls nor is called.</summary>
    public const byte Dying = 2;
}

/// <summary>A domain: what the hypervisor knows of a virtual machine beside its tables.</summary>
public struct Domain
{
    /// <summary>One of <see cref="DomainStatus"/>.</summary>
    public byte Status;

    /// <summary>1 for domain 0, set at boot; privilege is this flag, never a label.</summary>
    public byte Privileged;

    /// <summary>Always 0.</summary>
    public ushort Padding;

    /// <summary>The frame of the domain's shared_info, owned by it from its creation.</summary>
    public uint SharedInfoFrame;

    /// <summary>The frame of the domain's grant table, version 1, owned by it from its creation.</summary>
    public uint GrantFrame;

    /// <summary>Frames of RAM that the domain owns now.</summary>
    public uint OwnedFrames;

    /// <summary>
    /// The most frames of RAM that it may own: at this number it gets no more. It may have been lowered below
    /// <see cref="OwnedFrames"/>.
    /// </summary>
    public uint MaximumFrames;

    /// <summary>
    /// 1 when a leaf was cleared or tightened since the domain last ran: its next VMRUN flushes its TLB.
    /// </summary>
    public uint FlushOwed;

    /// <summary>Denials of the reference monitor that this domain caused (statistics).</summary>
    public uint Denials;

    /// <summary>How many more denials of this domain may be logged before the allowance is renewed.</summary>
    public uint LogAllowance;
}

/// <summary>The domain table, indexed by domain id.</summary>
[InlineArray(Limits.Domains)]
public struct DomainTable
{
    private Domain _domain;
}
