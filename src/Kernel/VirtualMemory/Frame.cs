using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>What a machine frame is used for.</summary>
public static class FrameState
{
    /// <summary>The hypervisor's own, or no memory at all: never handed out.</summary>
    public const byte Hypervisor = 0;

    /// <summary>In the pool: cleared, owned by nobody, in no leaf.</summary>
    public const byte Free = 1;

    /// <summary>RAM of its owner.</summary>
    public const byte Ram = 2;

    /// <summary>The shared_info page of its owner.</summary>
    public const byte SharedInfo = 3;

    /// <summary>The grant table of its owner.</summary>
    public const byte GrantTable = 4;
}

/// <summary>What a frame of RAM is registered for: until that ends, its owner keeps it.</summary>
public static class FramePin
{
    /// <summary>The owner's vcpu_info stands in it.</summary>
    public const byte VcpuInfo = 1;

    /// <summary>The owner's runstate area stands in it.</summary>
    public const byte Runstate = 2;
}

/// <summary>A machine frame of 4 KiB.</summary>
public struct Frame
{
    /// <summary>No guest frame number: the frame is in no leaf of its owner.</summary>
    public const uint NoGfn = 0xffff_ffff;

    /// <summary>One of <see cref="FrameState"/>.</summary>
    public byte State;

    /// <summary>Why the owner cannot give it away: bits of <see cref="FramePin"/>.</summary>
    public byte Pinned;

    /// <summary>The domain that owns it; 0 when free.</summary>
    public ushort Owner;

    /// <summary>How many leaves show it beside its owner's own: mapped grants, and foreign leaves of domain 0.</summary>
    public uint Mappings;

    /// <summary>
    /// Free: its place in the stack of free frames. Owned: its guest frame number, or <see cref="NoGfn"/>.
    /// </summary>
    public uint Index;

    /// <summary>How many grants in use (pinned at least once) are of this frame: it stays its owner's while any is.</summary>
    public uint Grants;
}

/// <summary>The frame table, indexed by machine frame number.</summary>
[InlineArray(Limits.Frames)]
public struct FrameTable
{
    private Frame _frame;
}

/// <summary>The machine frame numbers of the free frames; the entries below the state's FreeCount count.</summary>
[InlineArray(Limits.Frames)]
public struct FreeFrameStack
{
    private uint _frame;
}
