namespace Verified.Guests;

/// <summary>
/// The structures of the hypercalls that are measured, filled in before the first reading of the counter.
/// </summary>
internal struct Arguments
{
    /// <summary>evtchn_send, evtchn_close: { port }; alloc_unbound: { dom, remote_dom, port }.</summary>
    internal uint First;

    /// <summary>alloc_unbound's result; bind_interdomain: { remote_dom, remote_port, local_port }.</summary>
    internal uint Second;

    /// <summary>bind_interdomain's result.</summary>
    internal uint Third;

    /// <summary>Always 0.</summary>
    internal uint Padding;
}

/// <summary>gnttab_map_grant_ref.</summary>
internal struct MapArgument
{
    internal ulong HostAddress;
    internal uint Flags;
    internal uint Reference;
    internal ushort Domain;
    internal short Status;
    internal uint Handle;
    internal ulong DeviceAddress;
}

/// <summary>gnttab_unmap_grant_ref.</summary>
internal struct UnmapArgument
{
    internal ulong HostAddress;
    internal ulong DeviceAddress;
    internal uint Handle;
    internal short Status;
    internal ushort Padding;
}

/// <summary>gnttab_copy.</summary>
internal struct CopyArgument
{
    internal ulong Source;
    internal ushort SourceDomain;
    internal ushort SourceOffset;
    internal uint Padding;
    internal ulong Destination;
    internal ushort DestinationDomain;
    internal ushort DestinationOffset;
    internal uint Padding2;
    internal ushort Length;
    internal ushort Flags;
    internal short Status;
    internal ushort Padding3;
}
