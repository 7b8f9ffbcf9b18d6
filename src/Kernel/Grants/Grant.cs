using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// What the hypervisor remembers of a grant reference that is in use. From the first map on this is what counts,
/// not the entry in the granter's memory.
/// </summary>
public struct ActiveGrant
{
    /// <summary>The machine frame that was granted; meaningful while a pin is held.</summary>
    public uint Frame;

    /// <summary>Read-only mappings of this reference.</summary>
    public uint ReadPins;

    /// <summary>Writable mappings of this reference.</summary>
    public uint WritePins;

    /// <summary>The domain that mapped it; meaningful while a pin is held.</summary>
    public ushort Grantee;

    /// <summary>Always 0.</summary>
    public ushort Padding;
}

/// <summary>The active grants of one domain.</summary>
[InlineArray(Limits.GrantReferences)]
public struct ActiveGrantRow
{
    private ActiveGrant _grant;
}

/// <summary>All active grants, [granter][reference].</summary>
[InlineArray(Limits.Domains)]
public struct ActiveGrantTable
{
    private ActiveGrantRow _row;
}

/// <summary>What a maptrack handle stands for.</summary>
public static class HandleUse
{
    /// <summary>Nothing: it may be handed out.</summary>
    public const byte Free = 0;

    /// <summary>A mapping.</summary>
    public const byte Mapped = 1;

    /// <summary>A mapping that was taken away: reserved until its owner unmaps it.</summary>
    public const byte Revoked = 2;
}

/// <summary>A maptrack entry: one grant that a domain has mapped.</summary>
public struct Mapping
{
    /// <summary>One of <see cref="HandleUse"/>; but for a mapping, Granter, Reference and Writable are 0.</summary>
    public byte Used;

    /// <summary>1 for a writable mapping, 0 for a read-only one.</summary>
    public byte Writable;

    /// <summary>The domain that granted.</summary>
    public ushort Granter;

    /// <summary>Its grant reference.</summary>
    public ushort Reference;

    /// <summary>Always 0.</summary>
    public ushort Padding;

    /// <summary>The guest frame number at which the mapper sees it.</summary>
    public uint Gfn;

    /// <summary>Always 0.</summary>
    public uint Padding2;
}

/// <summary>The maptrack table of one domain.</summary>
[InlineArray(Limits.MaptrackHandles)]
public struct MappingRow
{
    private Mapping _mapping;
}

/// <summary>All mappings, [mapper][handle].</summary>
[InlineArray(Limits.Domains)]
public struct MappingTable
{
    private MappingRow _row;
}

/// <summary>One bit a handle, set iff the handle is free: bit h % 64 of word h / 64.</summary>
[InlineArray((Limits.MaptrackHandles + 63) / 64)]
public struct HandleBitmap
{
    private ulong _word;
}

/// <summary>The free handles of every domain.</summary>
[InlineArray(Limits.Domains)]
public struct HandleBitmaps
{
    private HandleBitmap _bitmap;
}
